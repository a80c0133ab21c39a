package io.rediscluster.client.internal.resp;

/**
 * How servers write floating-point numbers: in decimal form, with {@code inf},
 * {@code -inf} and {@code nan} beside.
 */
public final class DoubleText {

	private DoubleText() {
	}

	/**
	 * Reads a number.
	 * @param text the text
	 * @return the number
	 * @throws NumberFormatException if it is none
	 */
	public static double parse(String text) {
		return switch (text) {
			case "inf", "+inf" -> Double.POSITIVE_INFINITY;
			case "-inf" -> Double.NEGATIVE_INFINITY;
			case "nan", "-nan" -> Double.NaN;
			default -> Double.parseDouble(text);
		};
	}

}
