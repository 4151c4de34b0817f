package org.strainlake.strain;

/** The detectors whose strain is known here, by the prefix their channels carry. */
public enum Detector {
    /** LIGO Hanford. */
    H1("Hanford", "LIGO"),
    /** LIGO Hanford's second interferometer, until 2010. */
    H2("Hanford", "LIGO"),
    /** LIGO Livingston. */
    L1("Livingston", "LIGO"),
    /** Virgo at Cascina. */
    V1("Cascina", "Virgo"),
    /** KAGRA in the Kamioka mine. */
    K1("Kamioka", "KAGRA"),
    /** GEO600 near Hannover. */
    G1("Hannover", "GEO");

    private final String site;
    private final String project;

    Detector(String site, String project) {
        this.site = site;
        this.project = project;
    }

    /**
     * The detector of a prefix.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Detector ofPrefix(String prefix) {
        for (var detector : values()) {
            if (detector.name().equals(prefix)) {
                return detector;
            }
        }
        throw new IllegalArgumentException("not the prefix of a known detector: " + prefix);
    }

    /** The letter of its site, which begins file names and stands in {@code meta/Observatory}. */
    public String siteLetter() {
        return name().substring(0, 1);
    }

    /** Where it stands. */
    public String site() {
        return site;
    }

    /** Whose it is. */
    public String project() {
        return project;
    }
}
