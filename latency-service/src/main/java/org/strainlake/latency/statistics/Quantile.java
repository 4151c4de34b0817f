package org.strainlake.latency.statistics;

/** Quantiles of a leg's latency that series tell. */
public enum Quantile {
    P50("p50", 50),
    P90("p90", 90),
    P99("p99", 99),
    MAX("max", 100);

    private final String label;
    private final double percent;

    Quantile(String label, double percent) {
        this.label = label;
        this.percent = percent;
    }

    /** Its name in answers. */
    public String label() {
        return label;
    }

    double percent() {
        return percent;
    }
}
