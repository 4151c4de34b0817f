package org.strainlake.notification.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.notification.inbound.PutAside;
import org.strainlake.token.DataAccess;
import org.strainlake.token.DataAccess.Role;
import org.strainlake.token.ExperimentProperties;

/** What could not become an event, for operators. It may be anybody's: only an operator of all experiments sees it. */
@RestController
class AsideEndpoint {
    private static final int SHOWN = 100;

    private final PutAside aside;
    private final DataAccess access;
    private final ExperimentProperties experiments;

    AsideEndpoint(PutAside aside, DataAccess access, ExperimentProperties experiments) {
        this.aside = aside;
        this.access = access;
        this.experiments = experiments;
    }

    /**
     * What is shown.
     *
     * @param count how many messages are put aside
     * @param newest the newest of them
     */
    record Aside(long count, List<PutAside.Item> newest) {}

    @GetMapping("/v1/put-aside")
    @Operation(summary = "Messages that could not become an event: their number, and the newest with the reason")
    Aside aside(@Parameter(hidden = true) @Nullable Authentication caller) {
        if (!experiments.experiments().keySet().stream()
                .allMatch(experiment -> access.hasRole(caller, experiment, Role.OPERATOR))) {
            throw new AccessDeniedException("only operators see what was put aside");
        }
        return new Aside(aside.count(), aside.newest(SHOWN));
    }
}
