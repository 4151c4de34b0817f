package org.strainlake.rehearsal.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.local.Lacking;

/**
 * The distance between the sites. Every part of the lake is addressed by one host name; each site's Java
 * resolves it, by a hosts file of its own, to another loopback address, where relays with the same port
 * numbers delay what passes. Without distance the name is simply 127.0.0.1.
 */
final class Distance implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String LAKE_NAME = "lake.strainlake.test";

    private final Duration oneWay;
    private final Path directory;
    private final List<DelayRelay> relays = new ArrayList<>();

    Distance(Duration oneWay, Path directory) {
        this.oneWay = oneWay;
        this.directory = directory;
    }

    /** Host name of the lake's parts, for every site. */
    String lakeHost() {
        return isPlayed() ? LAKE_NAME : LOOPBACK;
    }

    /** An address of the lake as this process reaches it, without delay. */
    URI near(URI address) {
        return URI.create(address.toString().replace("://" + LAKE_NAME, "://" + LOOPBACK));
    }

    /** The hosts file for Java programs of a site; null where none is needed. */
    @Nullable
    Path hosts(Site site) throws IOException {
        if (!isPlayed()) {
            return null;
        }
        var file = directory.resolve("hosts-" + site.name().toLowerCase(java.util.Locale.ROOT));
        Files.writeString(
                file, site.wayToTheLake() + " " + LAKE_NAME + "\n127.0.0.1 localhost\n", StandardCharsets.US_ASCII);
        return file;
    }

    /** Opens the way from every other site to a part of the lake. */
    void open(int port) throws IOException, Lacking {
        if (!isPlayed()) {
            return;
        }
        for (var site : List.of(Site.DETECTOR, Site.ANALYSIS)) {
            try {
                relays.add(DelayRelay.start(
                        new InetSocketAddress(InetAddress.ofLiteral(site.wayToTheLake()), port),
                        new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port),
                        oneWay));
            } catch (IOException e) {
                throw new Lacking("--wan needs the loopback address " + site.wayToTheLake() + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (var relay : relays) {
            relay.close();
        }
    }

    private boolean isPlayed() {
        return !oneWay.isZero();
    }
}
