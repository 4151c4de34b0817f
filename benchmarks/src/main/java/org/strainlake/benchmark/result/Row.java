package org.strainlake.benchmark.result;

import org.jspecify.annotations.Nullable;

/**
 * One figure.
 *
 * @param name what was measured, beside what, and in which unit
 * @param ours Strainlake's figure
 * @param peer the same of what it is compared with; null if there is nothing
 * @param ratio ours over the peer's; null where there is none
 * @param aim what ours must not exceed
 * @param met whether it does not
 */
public record Row(
        String name,
        double ours,
        @Nullable Double peer,
        @Nullable Double ratio,
        double aim,
        boolean met) {
    private static final double DECIMALS = 1000;

    /** A figure that is good when it does not exceed the aim; figures are kept to three decimals. */
    public static Row atMost(String name, double ours, @Nullable Double peer, double aim) {
        var ratio = peer == null || peer == 0 ? null : Double.valueOf(rounded(ours / peer));
        return new Row(name, rounded(ours), peer == null ? null : rounded(peer), ratio, aim, ours <= aim);
    }

    private static double rounded(double value) {
        return Math.round(value * DECIMALS) / DECIMALS;
    }
}
