package org.strainlake.lake;

import java.net.URI;
import java.util.List;

/**
 * Where a file lies.
 *
 * @param file the file
 * @param addresses where it can be read, best first; empty if no copy is available
 */
public record Replica(FileEntry file, List<Address> addresses) {
    public Replica {
        addresses = List.copyOf(addresses);
    }

    /**
     * One copy.
     *
     * @param rse storage element that holds it
     * @param url where to GET it
     */
    public record Address(String rse, URI url) {}
}
