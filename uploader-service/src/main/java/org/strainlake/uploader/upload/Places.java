package org.strainlake.uploader.upload;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.StorageElement;
import org.strainlake.uploader.stream.Stream;

/** Where files go. The catalogue is asked once for each storage element, not for each file. Thread-safe. */
@Component
class Places {
    private final Catalogue catalogue;
    private final UploadProperties properties;
    private final Troubles troubles;
    private final Map<String, StorageElement> known = new ConcurrentHashMap<>();

    Places(Catalogue catalogue, UploadProperties properties, Troubles troubles) {
        this.catalogue = catalogue;
        this.properties = properties;
        this.troubles = troubles;
    }

    /** Why files of the stream cannot go where it is configured; empty if they can, or the catalogue does not say now. */
    Optional<String> refusal(Stream stream) {
        var rse = stream.settings().rse();
        try {
            return stream.mayGoTo(catalogue.storageElement(rse).attributes())
                    ? Optional.empty()
                    : Optional.of("the storage element " + rse + " is not marked as protected by the attribute "
                            + Stream.PROTECTED + ", which the stream " + stream.id() + " needs");
        } catch (IOException e) {
            return Optional.empty(); // it is asked again before a file goes there
        }
    }

    /** The address of a file; waits for the catalogue if it must. */
    URI address(Stream stream, DataIdentifier file) throws InterruptedException {
        var rse = stream.settings().rse();
        var backoff = new Backoff(properties);
        while (true) {
            try {
                var element = known.get(rse);
                if (element == null) {
                    element = catalogue.storageElement(rse);
                    known.put(rse, element);
                }
                if (!stream.mayGoTo(element.attributes())) {
                    known.remove(rse);
                    throw new IOException("not marked as protected by the attribute " + Stream.PROTECTED
                            + ", which the stream " + stream.id() + " needs");
                }
                var address = catalogue.address(element, file);
                troubles.end("storage element " + rse);
                return address;
            } catch (IOException e) {
                troubles.begin("storage element " + rse, String.valueOf(e.getMessage()));
                Thread.sleep(backoff.next(Duration.ZERO));
            }
        }
    }
}
