package io.rediscluster.client.internal.emulation;

/**
 * How a parked element goes back to where it came from.
 */
enum StageKind {

	/** To the left end of a list. */
	LEFT('l'),

	/** To the right end of a list. */
	RIGHT('r'),

	/** Into a set. */
	MEMBER('s');

	private final char letter;

	StageKind(char letter) {
		this.letter = letter;
	}

	char letter() {
		return this.letter;
	}

	static StageKind of(char letter) {
		return switch (letter) {
			case 'l' -> LEFT;
			case 'r' -> RIGHT;
			default -> MEMBER;
		};
	}

}
