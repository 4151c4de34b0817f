package org.strainlake.emulator.storage;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.strainlake.emulator.http.RequestPath;
import org.strainlake.emulator.storage.StorageProperties.Access;

/** One RSE: its address, its rules and its files. Thread-safe. */
public final class StorageElement {
    private final String name;
    private final String id;
    private final Map<String, String> attributes;
    private final String prefix;
    private final RequestPath base;
    private final Access access;
    private final boolean honoursIfNoneMatch;
    private final FileArea files;
    private final Supplier<URI> origin;

    StorageElement(StorageProperties.Element settings, FileArea files, Supplier<URI> origin) {
        this.name = settings.name();
        this.id = UUID.nameUUIDFromBytes(settings.name().getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        this.attributes = Map.copyOf(settings.attributes());
        this.prefix = settings.effectivePrefix();
        this.base = RequestPath.parse(prefix);
        this.access = settings.access();
        this.honoursIfNoneMatch = settings.honoursIfNoneMatch();
        this.files = files;
        this.origin = origin;
    }

    /** Its name, such as {@code CERN-PROMPT}. */
    public String name() {
        return name;
    }

    /** Its identifier in the catalogue, the same at every start. */
    public String id() {
        return id;
    }

    /** What expressions can select it by, without its own name. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** Path below which its files lie, with slashes at both ends. */
    public String prefix() {
        return prefix;
    }

    /** Scheme, host and port, without a slash at the end. */
    public URI origin() {
        return origin.get();
    }

    /** Address of a file, by its path below the prefix. */
    public String address(String path) {
        return origin() + prefix + path;
    }

    /** The files. */
    public FileArea files() {
        return files;
    }

    /** Path below which its files lie. */
    public RequestPath base() {
        return base;
    }

    boolean isProtected() {
        return access == Access.PROTECTED;
    }

    boolean honoursIfNoneMatch() {
        return honoursIfNoneMatch;
    }

    @Override
    public String toString() {
        return name;
    }
}
