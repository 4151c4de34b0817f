package org.strainlake.token;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;
import org.strainlake.token.ExperimentProperties.Experiment;

/** Decides by the claims of a WLCG access token, the configured experiments and the embargoes. */
final class WlcgDataAccess implements DataAccess {
    private final Map<String, Experiment> experiments;
    private final EmbargoBook embargoes;
    private final Map<String, String> experimentByScope = new HashMap<>();
    private final List<DidPattern> publicNames = new ArrayList<>();
    private final Map<String, List<String>> basePathByIssuer = new HashMap<>();

    WlcgDataAccess(ExperimentProperties experiments, ResourceProperties tokens, EmbargoBook embargoes) {
        this.embargoes = embargoes;
        this.experiments = experiments.experiments();
        this.experiments.forEach((name, experiment) -> {
            for (var scope : experiment.scopes()) {
                var other = experimentByScope.put(scope, name);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "the scope " + scope + " belongs to both " + other + " and " + name);
                }
            }
            for (var pattern : experiment.publicDatasets()) {
                publicNames.add(publicName(name, experiment, pattern));
            }
        });
        for (var issuer : tokens.issuers()) {
            basePathByIssuer.put(issuer.issuer(), PathParts.of(issuer.basePath()));
        }
    }

    /** A pattern opens only what belongs to its own experiment, whatever stars it has. */
    private static DidPattern publicName(String name, Experiment experiment, String text) {
        int colon = text.indexOf(':');
        if (colon >= 0 && experiment.scopes().contains(text.substring(0, colon))) {
            return DidPattern.parse(text);
        }
        throw new IllegalArgumentException("public-datasets of " + name
                + " are written scope:pattern with a scope of that experiment, not " + text);
    }

    @Override
    public @Nullable String experimentOf(String scope) {
        return experimentByScope.get(scope);
    }

    @Override
    public boolean isPublic(DataIdentifier did) {
        var experiment = experimentByScope.get(did.scope());
        return experiment != null && embargoes.isKnown() && isOpen(did, embargoes.covering(experiment, did));
    }

    private boolean isOpen(DataIdentifier did, List<Embargo> over) {
        return over.isEmpty()
                ? publicNames.stream().anyMatch(name -> name.matches(did))
                : over.stream().allMatch(embargo -> embargo.isLiftedFor(did));
    }

    @Override
    public boolean isReader(@Nullable Authentication caller, Embargo embargo) {
        var token = token(caller);
        return token != null && isOneOf(token, embargo.readers());
    }

    @Override
    public boolean hasPublicData(String experiment) {
        var known = experiments.get(experiment);
        return known != null
                && (!known.publicDatasets().isEmpty()
                        || embargoes.all().stream()
                                .anyMatch(
                                        embargo -> embargo.experiment().equals(experiment) && embargo.opensAnything()));
    }

    @Override
    public boolean mayRead(@Nullable Authentication caller, DataIdentifier did) {
        var experiment = experimentByScope.get(did.scope());
        if (experiment == null || !embargoes.isKnown()) {
            return false;
        }
        var over = embargoes.covering(experiment, did);
        return isOpen(did, over)
                || admits(
                        caller,
                        experiment,
                        did,
                        over,
                        over.stream().filter(embargo -> !embargo.isReleased()).toList());
    }

    @Override
    public boolean mayReadUnreleased(@Nullable Authentication caller, DataIdentifier did) {
        var experiment = experimentByScope.get(did.scope());
        if (experiment == null || !embargoes.isKnown()) {
            return false;
        }
        var over = embargoes.covering(experiment, did);
        return over.isEmpty() ? mayRead(caller, did) : admits(caller, experiment, did, over, over);
    }

    /** Whether the token opens what is closed: by its scopes or, without any, where every embargo that holds names it. */
    private boolean admits(
            @Nullable Authentication caller,
            String experiment,
            DataIdentifier did,
            List<Embargo> over,
            List<Embargo> holding) {
        var token = token(caller);
        if (token == null) {
            return false;
        }
        var scopes = storageScopes(token);
        if (!scopes.isEmpty()) {
            return covers(token, scopes, did, operation -> operation == StorageScope.Operation.READ);
        }
        return over.isEmpty()
                ? holds(token, experiment, Role.READER)
                : holding.stream().allMatch(embargo -> isOneOf(token, embargo.readers()));
    }

    @Override
    public boolean mayCreate(@Nullable Authentication caller, DataIdentifier did) {
        var token = token(caller);
        return token != null
                && experimentByScope.containsKey(did.scope())
                && covers(token, storageScopes(token), did, StorageScope.Operation::creates);
    }

    @Override
    public boolean hasRole(@Nullable Authentication caller, String experiment, Role role) {
        var token = token(caller);
        return token != null && holds(token, experiment, role);
    }

    @Override
    public Set<String> readableExperiments(@Nullable Authentication caller) {
        var token = token(caller);
        if (token == null) {
            return Set.of();
        }
        var scopes = storageScopes(token);
        Set<String> readable = new HashSet<>();
        experiments.forEach((name, experiment) -> {
            boolean opens = scopes.isEmpty()
                    ? holds(token, name, Role.READER) || isReaderUnderEmbargo(token, name)
                    : experiment.scopes().stream().anyMatch(scope -> reachesInto(token, scopes, experiment, scope));
            if (opens) {
                readable.add(name);
            }
        });
        return Set.copyOf(readable);
    }

    /** Also after a release: what was told before stays where these readers have heard it. */
    private boolean isReaderUnderEmbargo(Jwt token, String experiment) {
        return embargoes.all().stream()
                .anyMatch(embargo -> embargo.experiment().equals(experiment) && isOneOf(token, embargo.readers()));
    }

    private static @Nullable Jwt token(@Nullable Authentication caller) {
        return caller instanceof JwtAuthenticationToken bearer && bearer.isAuthenticated() ? bearer.getToken() : null;
    }

    private static List<StorageScope> storageScopes(Jwt token) {
        return token.getClaim("scope") instanceof String scope ? StorageScope.allIn(scope) : List.of();
    }

    private boolean holds(Jwt token, String name, Role role) {
        var experiment = experiments.get(name);
        if (experiment == null) {
            return false;
        }
        var holders = switch (role) {
            case READER -> experiment.readers();
            case DATA_MANAGER -> experiment.dataManagers();
            case OPERATOR -> experiment.operators();
            case DATA_ACCESS -> experiment.dataAccess();
        };
        return isOneOf(token, holders);
    }

    private static boolean isOneOf(Jwt token, List<String> holders) {
        if (token.getClaim("client_id") instanceof String client && holders.contains("client:" + client)) {
            return true;
        }
        return token.getClaim("wlcg.groups") instanceof List<?> groups
                && groups.stream()
                        .anyMatch(group ->
                                group instanceof String text && text.startsWith("/") && holders.contains(text));
    }

    private boolean covers(
            Jwt token, List<StorageScope> scopes, DataIdentifier did, Predicate<StorageScope.Operation> allowing) {
        return path(token, did)
                .filter(path ->
                        scopes.stream().anyMatch(scope -> allowing.test(scope.operation()) && scope.covers(path)))
                .isPresent();
    }

    /** The DID's path below the base of the token's issuer; empty if it does not lie there. */
    private Optional<List<String>> path(Jwt token, DataIdentifier did) {
        var experiment = experiments.get(experimentByScope.getOrDefault(did.scope(), ""));
        if (experiment == null) {
            return Optional.empty();
        }
        // Names that begin with a slash are taken as they are; two slashes in a row never match a scope.
        var name = did.name().startsWith("/") ? did.name() : "/" + did.name();
        try {
            var path = new ArrayList<>(root(experiment, did.scope()));
            path.addAll(PathParts.of(name));
            return below(token, path);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // such a name could be read in two ways: closed
        }
    }

    private static List<String> root(Experiment experiment, String scope) {
        var root = new ArrayList<>(PathParts.of(experiment.basePath()));
        root.addAll(PathParts.of("/" + scope));
        return root;
    }

    private Optional<List<String>> below(Jwt token, List<String> path) {
        var base = basePathByIssuer.get(token.getClaimAsString("iss"));
        return base != null && PathParts.isWithin(path, base)
                ? Optional.of(path.subList(base.size(), path.size()))
                : Optional.empty();
    }

    /** Whether a read scope covers all of a catalogue scope's files or some of them. */
    private boolean reachesInto(Jwt token, List<StorageScope> scopes, Experiment experiment, String scope) {
        var root = root(experiment, scope);
        var base = basePathByIssuer.get(token.getClaimAsString("iss"));
        if (base == null) {
            return false;
        }
        for (var candidate : scopes) {
            if (candidate.operation() == StorageScope.Operation.READ) {
                var path = new ArrayList<>(base);
                path.addAll(candidate.path());
                if (PathParts.isWithin(path, root) || PathParts.isWithin(root, path)) {
                    return true;
                }
            }
        }
        return false;
    }
}
