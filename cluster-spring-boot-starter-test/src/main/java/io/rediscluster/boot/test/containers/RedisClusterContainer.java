package io.rediscluster.boot.test.containers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.topology.HostAndPort;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * A Redis Cluster of containers, one server each. This container is the first node; it
 * starts the others with itself, forms the cluster from outside over the mapped ports,
 * and stops them with itself. Any image will do whose entry point takes the options of
 * {@code redis-server}; it needs no shell. Not thread safe.
 *
 * <pre class="code">
 * &#064;Container
 * &#064;ServiceConnection
 * static RedisClusterContainer cluster = new RedisClusterContainer("redis:8");
 * </pre>
 *
 * The servers announce addresses of the container network; the service connection brings
 * the {@link #getAddressMapper() mapper} that makes them reachable.
 */
public final class RedisClusterContainer extends GenericContainer<RedisClusterContainer> {

	static final int PORT = 6379;

	private static final String[] COMMAND = { "--port", Integer.toString(PORT), "--cluster-enabled", "yes", "--save",
			"", "--appendonly", "no", "--protected-mode", "no", "--cluster-node-timeout", "2000",
			"--repl-diskless-sync-delay", "0" };

	private final DockerImageName image;

	private final List<GenericContainer<?>> others = new ArrayList<>();

	private Map<HostAndPort, HostAndPort> addresses = Map.of();

	private int primaries = 3;

	private int replicasPerPrimary;

	/**
	 * Makes a cluster of three primaries without replicas that is not started yet.
	 * @param image the image of its nodes, for example {@code redis:8}
	 */
	public RedisClusterContainer(String image) {
		this(DockerImageName.parse(image));
	}

	/**
	 * Makes a cluster of three primaries without replicas that is not started yet.
	 * @param image the image of its nodes
	 */
	public RedisClusterContainer(DockerImageName image) {
		super(image);
		this.image = image;
		prepare(this);
	}

	private static void prepare(GenericContainer<?> node) {
		node.addExposedPort(PORT);
		node.setCommandParts(COMMAND);
		// the default strategy looks from inside, with a shell
		node.setWaitStrategy(Wait.forLogMessage(".*Ready to accept connections.*", 1));
	}

	/**
	 * Sets the number of primaries. Default: 3.
	 * @param primaries at least 1
	 * @return this container
	 * @throws IllegalArgumentException if there are none
	 */
	public RedisClusterContainer withPrimaries(int primaries) {
		if (primaries < 1) {
			throw new IllegalArgumentException("primaries: " + primaries + " is less than 1");
		}
		this.primaries = primaries;
		return this;
	}

	/**
	 * Sets the number of replicas of each primary. Default: 0.
	 * @param replicas 0 or more
	 * @return this container
	 * @throws IllegalArgumentException if the number is negative
	 */
	public RedisClusterContainer withReplicasPerPrimary(int replicas) {
		if (replicas < 0) {
			throw new IllegalArgumentException("replicas: " + replicas + " is less than 0");
		}
		this.replicasPerPrimary = replicas;
		return this;
	}

	/**
	 * Starts all nodes and forms the cluster; it is ready when every node says so.
	 */
	@Override
	@SuppressWarnings("resource")
	public void start() {
		if (isRunning()) {
			return;
		}
		int count = this.primaries * (1 + this.replicasPerPrimary);
		for (int i = 1; i < count; i++) {
			GenericContainer<?> node = new GenericContainer<>(this.image);
			prepare(node);
			node.setNetwork(getNetwork());
			this.others.add(node);
		}
		try {
			Startables.deepStart(this.others).join();
			super.start();
			form();
		}
		catch (RuntimeException | Error ex) {
			stop();
			throw ex;
		}
	}

	private void form() {
		Map<HostAndPort, HostAndPort> addresses = new LinkedHashMap<>();
		addresses.put(inside(this), outside(this));
		this.others.forEach((node) -> addresses.put(inside(node), outside(node)));
		new ClusterFormation(addresses, this.primaries).form();
		this.addresses = addresses;
	}

	private static HostAndPort inside(GenericContainer<?> node) {
		String address = node.getContainerInfo()
			.getNetworkSettings()
			.getNetworks()
			.values()
			.stream()
			.map((network) -> network.getIpAddress())
			.filter((ip) -> ip != null && !ip.isEmpty())
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("the container has no address in a network"));
		return new HostAndPort(address, PORT);
	}

	private static HostAndPort outside(GenericContainer<?> node) {
		return new HostAndPort(node.getHost(), node.getMappedPort(PORT));
	}

	/**
	 * Stops all nodes.
	 */
	@Override
	public void stop() {
		this.addresses = Map.of();
		super.stop();
		this.others.forEach(GenericContainer::stop);
		this.others.clear();
	}

	/**
	 * Returns the addresses of all nodes as they are reached from here.
	 * @return the addresses, empty before the start and after the stop
	 */
	public List<HostAndPort> getSeeds() {
		return List.copyOf(this.addresses.values());
	}

	/**
	 * Returns how addresses of the container network become reachable ones.
	 * @return a mapper that leaves other addresses as they are
	 */
	public AddressMapper getAddressMapper() {
		Map<HostAndPort, HostAndPort> addresses = Map.copyOf(this.addresses);
		return (announced) -> addresses.getOrDefault(announced, announced);
	}

	@Override
	public boolean equals(Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
