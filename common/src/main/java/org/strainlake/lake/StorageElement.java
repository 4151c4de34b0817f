package org.strainlake.lake;

import java.net.URI;
import java.util.Map;

/**
 * An RSE: a place of storage that the catalogue knows.
 *
 * @param name its name in the catalogue, such as {@code CERN-PROMPT}
 * @param root address below which its files lie, ending in {@code /}
 * @param deterministic whether a file's address follows from its DID alone
 * @param attributes what expressions can select it by, such as {@code QoS=disk}
 */
public record StorageElement(String name, URI root, boolean deterministic, Map<String, String> attributes) {
    public StorageElement {
        attributes = Map.copyOf(attributes);
    }
}
