package org.strainlake.emulator.fault;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.strainlake.emulator.http.RequestPath;
import org.strainlake.emulator.storage.StorageElement;
import org.strainlake.emulator.storage.StorageElements;

/** Harms the requests that a rule is for. */
final class FaultFilter extends HttpFilter {
    @Serial
    private static final long serialVersionUID = 1;

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Duration LONGEST_HANG = Duration.ofMinutes(30);

    private final transient Faults faults;
    private final transient StorageElements storages;
    private final transient InstantSource clock;

    FaultFilter(Faults faults, StorageElements storages, InstantSource clock) {
        this.faults = faults;
        this.storages = storages;
        this.clock = clock;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var path = RequestPath.parse(request.getRequestURI());
        var element = storages.at(path).orElse(null);
        var strike = new Rule.Strike(clock.instant(), request.getMethod(), request.getRequestURI(), did(element, path));
        var rule = isOurs(path)
                ? null
                : faults.striking(Face.of(path, storages), strike).orElse(null);
        if (rule == null) {
            chain.doFilter(request, response);
            return;
        }
        switch (rule.harm()) {
            case Harm.Status(int status, var retryAfter) -> {
                if (retryAfter != null) {
                    response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.toSeconds()));
                }
                response.setStatus(status);
            }
            case Harm.Delay(var pause) -> {
                await(rule, pause);
                chain.doFilter(request, response);
            }
            case Harm.Hang() -> {
                await(rule, LONGEST_HANG);
                CutValve.cut(request);
            }
            case Harm.Cut() -> cut(request, response, chain, element != null, CutRequest.Pause.NONE);
            case Harm.Stall() -> cut(request, response, chain, element != null, () -> await(rule, LONGEST_HANG));
            case Harm.FlipOnTheWay() -> chain.doFilter(request, new FlippingResponse(response));
            case Harm.Away() -> throw new IllegalStateException("a rule for the broker struck a request");
            case Harm.Relay(var _) -> throw new IllegalStateException("a rule for events struck a request");
            case Harm.FlipInStorage() -> flipInStorage(request, response, chain, element, path);
        }
    }

    private static boolean isOurs(RequestPath path) {
        return !path.components().isEmpty()
                && FaultRoutes.PATH.equals("/" + path.components().getFirst());
    }

    /** The file of a path as Rucio's algorithm {@code hash} lays it: scope, four letters, name. */
    private static @Nullable String did(@Nullable StorageElement element, RequestPath path) {
        if (element == null) {
            return null;
        }
        List<String> components = path.relativeTo(element.base()).components();
        int scopes = components.size() - 3;
        return scopes < 1 ? null : String.join(".", components.subList(0, scopes)) + ":" + components.getLast();
    }

    private static void await(Rule rule, Duration longest) throws IOException {
        try {
            var _ = rule.removed().await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while a request waits").initCause(stopped);
        }
    }

    private static void cut(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            boolean isForAStorage,
            CutRequest.Pause before)
            throws IOException, ServletException {
        long length = request.getContentLengthLong();
        try {
            if (length > 0 && !isForAStorage) { // forms are read past every wrapper, and half of one asks for nothing
                request.getInputStream().skipNBytes(length / 2);
            } else if (length > 0) {
                chain.doFilter(new CutRequest(request, before), response);
            } else if ("GET".equals(request.getMethod())) {
                chain.doFilter(request, new CutResponse(response));
            }
        } catch (CutOff brokenOff) {
            // as was wanted; the connection goes below
        }
        CutValve.cut(request);
    }

    private static void flipInStorage(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            @Nullable StorageElement element,
            RequestPath path)
            throws IOException, ServletException {
        if (element == null) {
            throw new IllegalStateException("a rule for the storage struck elsewhere");
        }
        var components = path.relativeTo(element.base()).components();
        if (READING.contains(request.getMethod())) {
            element.files().flip(components);
            chain.doFilter(request, response);
        } else {
            chain.doFilter(request, response);
            element.files().flip(components);
        }
    }
}
