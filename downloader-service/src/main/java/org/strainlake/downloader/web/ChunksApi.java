package org.strainlake.downloader.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.strainlake.audit.Auditor;
import org.strainlake.downloader.deliver.Sinks;
import org.strainlake.downloader.follow.Follows;
import org.strainlake.downloader.ledger.ChunkKey;
import org.strainlake.downloader.ledger.Ledger;
import org.strainlake.downloader.verify.Expectation;
import org.strainlake.embargo.SealedName;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;
import org.strainlake.token.PublicRoutes;

/**
 * Delivered chunks, byte for byte. Whoever may not read a chunk gets the same answer whether it is there or
 * not; public ones need no token.
 */
@RestController
class ChunksApi {
    private static final MediaType HDF5 = MediaType.parseMediaType("application/x-hdf5");

    private final Follows follows;
    private final Sinks sinks;
    private final Ledger ledger;
    private final DataAccess access;
    private final Auditor auditor;

    ChunksApi(Follows follows, Sinks sinks, Ledger ledger, DataAccess access, Auditor auditor) {
        this.follows = follows;
        this.sinks = sinks;
        this.ledger = ledger;
        this.access = access;
        this.auditor = auditor;
    }

    /** One chunk; ranges, conditions and HEAD as RFC 9110 has them. */
    @GetMapping("/v1/chunks/{scope}/{name}")
    ResponseEntity<Resource> chunk(
            @Nullable Authentication caller,
            @PathVariable String scope,
            @PathVariable String name,
            @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange,
            HttpServletRequest request)
            throws java.io.IOException {
        var did = new DataIdentifier(scope, name);
        var found = find(did);
        boolean isPublic =
                found.isPresent() && access.isPublic(found.get().copy().dataset());
        if (!isPublic && !access.mayRead(caller, did)) {
            throw new AccessDeniedException("may not read " + did);
        }
        var chunk = found.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        if (!isPublic && !access.isPublic(did)) {
            auditor.read(request, caller, did); // durable before the first byte goes out
        }
        var content = chunk.copy().content();
        var etag = etag(content);
        var headers = new HttpHeaders();
        headers.setETag(etag);
        headers.setContentType(type(name));
        headers.set("Digest", "adler32=" + content.adler32());
        if (content.sha256() != null) {
            headers.set("Repr-Digest", "sha-256=:" + base64(content.sha256().hex()) + ":");
        }
        return new ResponseEntity<>(
                resource(chunk.path(), ifRange == null || ifRange.equals(etag)), headers, HttpStatus.OK);
    }

    /** A resource that cannot be read in parts is sent whole, as it must be when it is no longer the one meant. */
    private static Resource resource(Path path, boolean inParts) throws java.io.IOException {
        try {
            return inParts ? new FileSystemResource(path) : new InputStreamResource(Files.newInputStream(path));
        } catch (NoSuchFileException e) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, null, e);
        }
    }

    /** A file is delivered under its own name, whether it was sealed in the lake or not. */
    private Optional<Found> find(DataIdentifier did) {
        return delivered(did, did).or(() -> sealed(did).flatMap(inLake -> delivered(did, inLake)));
    }

    private static Optional<DataIdentifier> sealed(DataIdentifier did) {
        try {
            return Optional.of(SealedName.of(did).did());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // it is sealed already, or its name too long to be
        }
    }

    private Optional<Found> delivered(DataIdentifier did, DataIdentifier inLake) {
        for (var follow : follows.all()) {
            var copy = ledger.delivered(new ChunkKey(follow.name(), inLake));
            if (copy.isPresent()) {
                var path = sinks.of(follow.name()).stream()
                        .map(sink -> sink.path(did))
                        .filter(Files::isRegularFile)
                        .findFirst();
                if (path.isPresent()) {
                    return Optional.of(new Found(copy.get(), path.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static String etag(Expectation content) {
        var sum = content.sha256() == null
                ? content.adler32().hex()
                : content.sha256().hex();
        return "\"" + sum + "\"";
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    private static MediaType type(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".h5") || lower.endsWith(".hdf5") ? HDF5 : MediaType.APPLICATION_OCTET_STREAM;
    }

    private record Found(Ledger.Copy copy, Path path) {}

    /** Routes that a caller without a token may reach. */
    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    static class Routes {
        @Bean
        PublicRoutes chunksMayBePublic() {
            return new PublicRoutes(java.util.List.of("/v1/chunks/*/*"));
        }
    }
}
