package org.strainlake.emulator.storage;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The storages.
 *
 * @param directory where files lie
 * @param url scheme, host and port that the catalogue gives as the storages' address; the emulator's own if absent
 * @param elements the RSEs
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.emulator.storage", ignoreUnknownFields = false)
record StorageProperties(
        Path directory,
        @Nullable URI url,
        @DefaultValue @NotEmpty List<@Valid Element> elements) {

    /** Who may come in. */
    enum Access {
        /** Anybody; a token that is sent must still be a good one. */
        OPEN,
        /** Whoever has a token with the right {@code storage.*} scope. */
        PROTECTED
    }

    /**
     * An RSE.
     *
     * @param name its name in the catalogue
     * @param attributes what expressions can select it by
     * @param prefix path below which its files lie, with slashes at both ends; {@code /rucio/NAME/} in lower case if absent
     * @param url address of this RSE where it differs from the others'
     * @param access who may come in
     * @param honoursIfNoneMatch whether {@code If-None-Match: *} protects a file (StoRM) or is ignored (XRootD). What
     *     ignores it has XRootD's other habits too: a digest only where one is wanted, the beginning of a PUT that
     *     was cut off, an empty file after a COPY that failed, and no directories made for a COPY
     */
    record Element(
            @NotNull @Pattern(regexp = "[A-Z0-9][A-Z0-9_-]{1,29}")
            String name,

            @DefaultValue Map<String, String> attributes,
            @Nullable @Pattern(regexp = "/([\\w.-]+/)+") String prefix,
            @Nullable URI url,
            @DefaultValue("protected") Access access,
            @DefaultValue("true") boolean honoursIfNoneMatch) {
        String effectivePrefix() {
            return prefix == null ? "/rucio/" + name.toLowerCase(Locale.ROOT) + "/" : prefix;
        }
    }
}
