package org.strainlake.chunkfile;

/** Where things lie in an HDF5 file of GWOSC. */
final class Layout {
    static final String STRAIN = "strain/Strain";
    static final String STRAIN_CHANNEL = "strain/GWOSCmeta";
    static final String QUALITY_WORDS = "quality/simple/DQmask";
    static final String QUALITY_NAMES = "quality/simple/DQShortnames";
    static final String QUALITY_DESCRIPTIONS = "quality/simple/DQDescriptions";
    static final String INJECTION_WORDS = "quality/injections/Injmask";
    static final String INJECTION_NAMES = "quality/injections/InjShortnames";
    static final String INJECTION_DESCRIPTIONS = "quality/injections/InjDescriptions";
    static final String DETECTOR = "meta/Detector";
    static final String META_CHANNEL = "meta/StrainChannel";

    private Layout() {}

    /** The last part of a path. */
    static String leaf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
