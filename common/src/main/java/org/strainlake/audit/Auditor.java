package org.strainlake.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.UriUtils;
import org.strainlake.audit.AuditEntry.Caller;
import org.strainlake.audit.AuditEntry.Request;
import org.strainlake.audit.AuditEntry.What;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;
import org.strainlake.token.RefusalListener;

/** Makes entries of calls: what every handler that gives away or changes something proprietary calls first. */
public final class Auditor implements RefusalListener {
    private final AuditTrail trail;
    private final DataAccess access;
    private final InstantSource clock;

    /** Writes into {@code trail}. */
    public Auditor(AuditTrail trail, DataAccess access, InstantSource clock) {
        this.trail = trail;
        this.access = access;
        this.clock = clock;
    }

    /**
     * The caller is about to get proprietary bytes. Returns when that is durable.
     *
     * @throws AuditUnavailable if it is not: send nothing
     */
    public void read(HttpServletRequest request, @Nullable Authentication caller, DataIdentifier did) {
        trail.require(
                entry(What.READ, request, caller, access.experimentOf(did.scope()), did, HttpStatus.OK.value(), null));
    }

    /**
     * The caller is about to change, open or see something of an experiment. Returns when that is durable.
     *
     * @param did what it is about; null for the experiment as a whole
     * @param reason in a few words, such as the change; null if {@code what} says all
     * @throws AuditUnavailable if it is not: do nothing
     */
    public void require(
            What what,
            HttpServletRequest request,
            @Nullable Authentication caller,
            @Nullable String experiment,
            @Nullable DataIdentifier did,
            @Nullable String reason) {
        trail.require(entry(what, request, caller, experiment, did, HttpStatus.OK.value(), reason));
    }

    /**
     * The service is about to do something by itself, such as a release at its date. Returns when that is durable.
     *
     * @throws AuditUnavailable if it is not: do nothing
     */
    public void require(What what, String experiment, @Nullable DataIdentifier did, @Nullable String reason) {
        trail.require(
                new AuditEntry(clock.instant(), what, Caller.NOBODY, null, experiment, did, Request.NONE, 0, reason));
    }

    @Override
    public void refused(HttpServletRequest request, @Nullable Authentication caller, int status, String reason) {
        var did = did(request);
        var experiment = did == null ? null : access.experimentOf(did.scope());
        trail.note(entry(What.REFUSED, request, caller, experiment, did, status, reason));
    }

    private AuditEntry entry(
            What what,
            HttpServletRequest request,
            @Nullable Authentication caller,
            @Nullable String experiment,
            @Nullable DataIdentifier did,
            int status,
            @Nullable String reason) {
        var route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return new AuditEntry(
                clock.instant(),
                what,
                holder(caller),
                request.getRemoteAddr(),
                experiment,
                did,
                new Request(request.getMethod(), route == null ? null : route.toString(), request.getRequestURI()),
                status,
                reason);
    }

    private static Caller holder(@Nullable Authentication caller) {
        if (!(caller instanceof JwtAuthenticationToken bearer)) {
            return Caller.NOBODY;
        }
        var token = bearer.getToken();
        return new Caller(
                token.getClaimAsString("iss"), token.getSubject(), token.getClaimAsString("client_id"), token.getId());
    }

    /** The DID that a call is about: the route's variables say it, else the path from the first known scope on. */
    private @Nullable DataIdentifier did(HttpServletRequest request) {
        try {
            if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                    && variables.get("scope") instanceof String scope
                    && variables.get("name") instanceof String name) {
                return new DataIdentifier(scope, name.startsWith("/") ? name.substring(1) : name);
            }
            var parts = UriUtils.decode(request.getRequestURI(), StandardCharsets.UTF_8)
                    .split("/", -1);
            for (int i = 0; i + 1 < parts.length; i++) {
                if (access.experimentOf(parts[i]) != null) {
                    return new DataIdentifier(
                            parts[i], String.join("/", Arrays.asList(parts).subList(i + 1, parts.length)));
                }
            }
        } catch (IllegalArgumentException e) {
            return null; // no name has this form; the path says what was asked for
        }
        return null;
    }
}
