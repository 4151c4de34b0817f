package org.strainlake.emulator.storage;

import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.http.OwnAddress;
import org.strainlake.emulator.http.RequestPath;

/** All RSEs, in the order of the settings. Thread-safe. */
@Component
public class StorageElements {
    private final Map<String, StorageElement> byName = new LinkedHashMap<>();

    StorageElements(StorageProperties properties, OwnAddress address) throws IOException {
        for (var settings : properties.elements()) {
            var element = new StorageElement(
                    settings,
                    new FileArea(properties.directory().resolve(settings.name())),
                    () -> withoutPath(
                            settings.url() != null
                                    ? settings.url()
                                    : properties.url() != null ? properties.url() : address.url()));
            for (var other : byName.values()) {
                if (other.base().isWithin(element.base()) || element.base().isWithin(other.base())) {
                    throw new IllegalArgumentException(
                            "the prefixes of " + other + " and " + element + " overlap: " + element.prefix());
                }
            }
            if (byName.put(settings.name(), element) != null) {
                throw new IllegalArgumentException("two storage elements of the name " + settings.name());
            }
        }
    }

    private static URI withoutPath(URI url) {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority());
    }

    /** All of them. */
    public Collection<StorageElement> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The one of that name. */
    public Optional<StorageElement> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The one whose files lie at a path. */
    public Optional<StorageElement> at(RequestPath path) {
        for (var element : byName.values()) {
            if (path.isWithin(element.base())) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }
}
