package org.strainlake.downloader.web;

import jakarta.validation.Valid;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.strainlake.downloader.deliver.Sinks;
import org.strainlake.downloader.follow.Follow;
import org.strainlake.downloader.follow.Follows;
import org.strainlake.downloader.ledger.Ledger;
import org.strainlake.token.DataAccess;
import org.strainlake.token.DataAccess.Role;
import org.strainlake.token.ExperimentProperties;

/**
 * Follows: seen by every role of their experiment, given and taken back by its data managers. Whoever has a
 * role elsewhere only cannot tell a follow that is there from one that is not.
 */
@RestController
@RequestMapping("/v1/follows")
class FollowsApi {
    private static final List<Role> SEEING = List.of(Role.READER, Role.DATA_MANAGER, Role.OPERATOR);

    private final Follows follows;
    private final Sinks sinks;
    private final Ledger ledger;
    private final DataAccess access;
    private final ExperimentProperties experiments;

    FollowsApi(Follows follows, Sinks sinks, Ledger ledger, DataAccess access, ExperimentProperties experiments) {
        this.follows = follows;
        this.sinks = sinks;
        this.ledger = ledger;
        this.access = access;
        this.experiments = experiments;
    }

    @GetMapping
    List<FollowView> list(@Nullable Authentication caller) {
        requireSomeRole(caller);
        return follows.all().stream()
                .filter(follow -> sees(caller, follow.experiment()))
                .sorted(Comparator.comparing(Follow::name))
                .map(this::view)
                .toList();
    }

    @GetMapping("/{name}")
    FollowView follow(@Nullable Authentication caller, @PathVariable String name) {
        return view(find(caller, name));
    }

    @PostMapping
    ResponseEntity<FollowView> give(@Nullable Authentication caller, @Valid @RequestBody FollowRequest request) {
        requireDataManager(caller, request.experiment());
        var follow = follows.give(request.name(), request.settings());
        return ResponseEntity.created(URI.create("/v1/follows/" + follow.name()))
                .body(view(follow));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void takeBack(@Nullable Authentication caller, @PathVariable String name) {
        var follow = find(caller, name);
        requireDataManager(caller, follow.experiment());
        if (!follows.takeBack(name)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
    }

    private Follow find(@Nullable Authentication caller, String name) {
        requireSomeRole(caller);
        return follows.find(name)
                .filter(follow -> sees(caller, follow.experiment()))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private void requireSomeRole(@Nullable Authentication caller) {
        if (experiments.experiments().keySet().stream().noneMatch(experiment -> sees(caller, experiment))) {
            throw new AccessDeniedException("no role in any experiment");
        }
    }

    private void requireDataManager(@Nullable Authentication caller, String experiment) {
        if (!access.hasRole(caller, experiment, Role.DATA_MANAGER)) {
            throw new AccessDeniedException("not a data manager of the experiment");
        }
    }

    private boolean sees(@Nullable Authentication caller, String experiment) {
        return SEEING.stream().anyMatch(role -> access.hasRole(caller, experiment, role));
    }

    private FollowView view(Follow follow) {
        return FollowView.of(follow, ledger.counts(follow.name()), sinks.inTrouble(follow.name()));
    }
}
