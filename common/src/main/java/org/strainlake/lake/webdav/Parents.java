package org.strainlake.lake.webdav;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;

/** Makes the directories above a file. */
final class Parents {
    private static final int MOST = 16;

    private final WebDavClient client;
    private final StorageProperties settings;

    Parents(WebDavClient client, StorageProperties settings) {
        this.client = client;
        this.settings = settings;
    }

    /** Makes those that are missing: up to one that is there, then down again. */
    void make(URI url) throws IOException {
        var missing = new ArrayList<URI>();
        for (var parent = url.resolve("."); missing.size() < MOST; parent = parent.resolve("..")) {
            missing.add(parent);
            var call = client.call("MKCOL", settings.writeScope());
            try (var reached = client.send(parent, call)) {
                int status = reached.status();
                if (reached.answer().isSuccess() || status == 405) {
                    break;
                }
                if ((status != 404 && status != 409) || "/".equals(parent.getPath())) {
                    throw client.failure(parent, call, reached.answer());
                }
            }
        }
        for (var parent : missing.reversed().subList(1, missing.size())) {
            client.send(parent, client.call("MKCOL", settings.writeScope())).close();
        }
    }
}
