package io.rediscluster.client.internal.topology;

import java.nio.charset.StandardCharsets;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a server says of its cluster gives a view or a clear error.
 */
class ClusterViewProperties {

	private static final String ID = "a".repeat(40);

	private static final String LINE = ID + " 10.0.0.1:7000@17000,name myself,master - 0 0 7 connected 0-5460 [100->-"
			+ ID + "]\n";

	@Provide
	Arbitrary<Object> values() {
		Arbitrary<Object> scalars = Arbitraries.oneOf(Arbitraries.just((Object) "text").injectNull(0.5),
				Arbitraries.longs().asGeneric(), Arbitraries.of(0L, 1L, 16383L, 16384L, 7000L).asGeneric(),
				Arbitraries.of(ID, "", "?", "10.0.0.1", "::1", "hostname", "x")
					.map((text) -> (Object) text.getBytes(StandardCharsets.UTF_8)));
		return Arbitraries.lazyOf(() -> scalars, () -> scalars,
				() -> values().list().ofMaxSize(4).map((list) -> (Object) list.toArray()));
	}

	@Property(tries = 2000)
	void anyReplyToSlotsIsAViewOrAClearError(@ForAll("values") Object slots) {
		read(slots, null);
	}

	@Property(tries = 2000)
	void anyTextOfNodesIsAViewOrAClearError(@ForAll String before, @ForAll int at, @ForAll String after) {
		int cut = Math.floorMod(at, LINE.length());
		read(new Object[0], before + LINE.substring(0, cut) + after + LINE.substring(cut) + LINE);
	}

	private static void read(Object slots, String nodes) {
		try {
			ClusterView view = ClusterViewReader.read(new HostAndPort("asked", 7000), (address) -> address, slots,
					nodes);
			assertThat(view.owners()).hasSize(HashSlot.COUNT);
		}
		catch (InvalidViewException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
	}

}
