package io.rediscluster.chaos;

/**
 * What became of the writes of some lanes.
 *
 * @param acknowledged how many the client called applied
 * @param lost how many of those that must not be lost the servers do not have, or have an
 * older value for
 * @param lostAsync how many others of the acknowledged ones the servers do not have
 * @param twice how many were applied more than once, or although the client had called
 * them not applied, or in the wrong order
 * @param unknown of how many the client said that it does not know
 */
public record Tally(long acknowledged, long lost, long lostAsync, long twice, long unknown) {

	static final Tally NONE = new Tally(0, 0, 0, 0, 0);

	Tally plus(Tally other) {
		return new Tally(this.acknowledged + other.acknowledged, this.lost + other.lost,
				this.lostAsync + other.lostAsync, this.twice + other.twice, this.unknown + other.unknown);
	}

}
