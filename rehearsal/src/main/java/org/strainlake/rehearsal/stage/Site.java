package org.strainlake.rehearsal.stage;

/** Where a part stands. Parts of one site are near each other, sites are far apart. */
enum Site {
    /** The detector: the uploader. */
    DETECTOR("127.0.0.2"),
    /** The data lake: storage, catalogue, issuer, brokers, notification and latency. */
    LAKE("127.0.0.1"),
    /** The analysis site: the downloader. */
    ANALYSIS("127.0.0.3");

    private final String wayToTheLake;

    Site(String wayToTheLake) {
        this.wayToTheLake = wayToTheLake;
    }

    /** The loopback address at which this site finds the parts of the lake when distance is played. */
    String wayToTheLake() {
        return wayToTheLake;
    }
}
