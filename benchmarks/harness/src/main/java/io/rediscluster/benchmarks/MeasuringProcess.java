package io.rediscluster.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rediscluster.benchmarks.Subject.Connector;

/**
 * The process that calls the clients: takes the workloads one after another, and within
 * each the clients in turn, in short rounds whose order rotates. Prints a line per round.
 */
public final class MeasuringProcess {

	/** Set to true where connections are to be encrypted. */
	public static final String TLS = "benchmarks.tls";

	/** A round in which others used more than this many cores is repeated. */
	private static final double DISTURBED = 0.2;

	private static final int REPEATS = 2;

	/** So many times longer is the warm-up of the first workload. */
	private static final int FIRST_WARM_UP = 4;

	private final Settings settings;

	private final CpuClock cpu;

	private MeasuringProcess(Settings settings) {
		this.settings = settings;
		this.cpu = new CpuClock(settings.servers(), settings.helpers());
	}

	/**
	 * Measures.
	 * @param connectors the clients of this class path by name; one with a plus sign in
	 * it takes part only when it is asked for
	 * @param template whether they go through the template
	 * @param arguments as {@link Settings} writes them
	 * @throws Exception if a client fails
	 */
	public static void run(Map<String, Connector> connectors, boolean template, String[] arguments) throws Exception {
		Settings settings = Settings.parse(arguments);
		Map<String, Connector> chosen = new LinkedHashMap<>(connectors);
		if (settings.subjects().isEmpty()) {
			chosen.keySet().removeIf((name) -> name.contains("+"));
		}
		else {
			chosen.keySet().retainAll(Arrays.asList(settings.subjects().split(",")));
		}
		System.out.println("clients: " + String.join(", ", chosen.keySet()));
		MeasuringProcess process = new MeasuringProcess(settings);
		for (boolean distant : new boolean[] { false, true }) {
			List<Workload> workloads = Workload.find(settings.workloads(), (workload) -> workload.template() == template
					&& workload.distant() == distant && (!workload.virtual() || Threads.hasVirtual()));
			if (!workloads.isEmpty()) {
				process.measure(chosen, workloads, distant ? settings.distantNodes() : settings.nodes());
			}
		}
		// clients may leave threads behind
		System.exit(0);
	}

	private void measure(Map<String, Connector> connectors, List<Workload> workloads, List<String> nodes)
			throws Exception {
		Map<String, Subject> subjects = new LinkedHashMap<>();
		for (Map.Entry<String, Connector> entry : connectors.entrySet()) {
			subjects.put(entry.getKey(), entry.getValue().connect(nodes));
		}
		for (Workload workload : workloads) {
			int factor = (workload == workloads.get(0)) ? FIRST_WARM_UP : 1;
			measure(workload, subjects, this.settings.warmUps() * factor);
		}
		for (Subject subject : subjects.values()) {
			subject.close();
		}
	}

	private void measure(Workload workload, Map<String, Subject> subjects, int warmUps) throws InterruptedException {
		List<String> names = new ArrayList<>(subjects.keySet());
		for (int round = -warmUps; round < this.settings.rounds(); round++) {
			for (int i = 0; i < names.size(); i++) {
				String name = names.get(Math.floorMod(round + i, names.size()));
				Subject subject = subjects.get(name);
				if (subject == null || !subject.supports(workload)) {
					continue;
				}
				Sample sample = round(workload, subject, name, round);
				if (round >= 0) {
					System.out.println(sample.line());
				}
			}
		}
	}

	private Sample round(Workload workload, Subject subject, String name, int number) throws InterruptedException {
		Sample sample = new Round(workload, subject, this.cpu).run(name, number, this.settings.millis());
		for (int i = 0; i < REPEATS && number >= 0 && sample.foreign() > DISTURBED; i++) {
			Sample again = new Round(workload, subject, this.cpu).run(name, number, this.settings.millis());
			if (again.foreign() < sample.foreign()) {
				sample = again;
			}
		}
		return sample;
	}

	static boolean isDisturbed(Sample sample) {
		return sample.foreign() > DISTURBED;
	}

}
