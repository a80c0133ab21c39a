package io.rediscluster.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * A bar chart of the ratios as SVG. Written by hand: chart libraries bring AWT and fonts
 * for what is a few rectangles.
 */
final class Chart {

	private static final int LEFT = 190;

	private static final int WIDTH = 760;

	private static final int ROW = 26;

	private static final int TOP = 56;

	private final Results results;

	Chart(Results results) {
		this.results = results;
	}

	String svg() {
		List<String> workloads = this.results.workloads();
		double most = workloads.stream()
			.mapToDouble((workload) -> this.results.ratio(workload, this.results.best(workload), Sample::rate))
			.filter(Double::isFinite)
			.max()
			.orElse(1);
		double unit = (WIDTH - LEFT - 150) / Math.max(1, most);
		int height = TOP + ROW * workloads.size() + 16;
		StringBuilder svg = new StringBuilder();
		add(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" "
				+ "font-family=\"system-ui, sans-serif\" font-size=\"13\">", WIDTH, height, WIDTH, height);
		add(svg, "<title>Operations a second, ours divided by the best peer's</title>");
		add(svg, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
		add(svg, "<text x=\"16\" y=\"26\" font-size=\"16\" fill=\"#111827\">Operations a second: ours divided by the best "
				+ "peer's</text>");
		for (int i = 0; i < workloads.size(); i++) {
			bar(svg, workloads.get(i), TOP + i * ROW, unit);
		}
		double one = LEFT + unit;
		add(svg, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#b91c1c\" stroke-dasharray=\"4 3\"/>", one,
				TOP - 8, one, height - 12);
		add(svg, "<text x=\"%.1f\" y=\"%d\" font-size=\"11\" fill=\"#b91c1c\" text-anchor=\"middle\">best peer</text>",
				one, TOP - 12);
		return svg.append("</svg>\n").toString();
	}

	private void bar(StringBuilder svg, String workload, int y, double unit) {
		String best = this.results.best(workload);
		double ratio = this.results.ratio(workload, best, Sample::rate);
		if (!Double.isFinite(ratio)) {
			return;
		}
		add(svg, "<text x=\"%d\" y=\"%d\" fill=\"#374151\" text-anchor=\"end\">%s</text>", LEFT - 10, y + 14, workload);
		add(svg, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>", LEFT, y, ratio * unit,
				ROW - 8, (ratio >= 1) ? "#0f766e" : "#9ca3af");
		add(svg, "<text x=\"%.1f\" y=\"%d\" fill=\"#111827\">%.2f <tspan fill=\"#6b7280\">(%s)</tspan></text>",
				LEFT + ratio * unit + 8, y + 14, ratio, best);
	}

	private static void add(StringBuilder svg, String format, Object... arguments) {
		svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

}
