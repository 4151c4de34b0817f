package org.strainlake.latency.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.latency.dashboard.Parts.Part;
import org.strainlake.token.DataAccess;
import org.strainlake.token.DataAccess.Role;
import org.strainlake.token.ExperimentProperties;

/** What the page asks that is of no run. */
@RestController
@RequestMapping(path = "/v1/dashboard", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "dashboard", description = "For the page at /")
class DashboardApi {
    private final DashboardProperties settings;
    private final Parts parts;
    private final DataAccess access;
    private final ExperimentProperties experiments;

    DashboardApi(DashboardProperties settings, Parts parts, DataAccess access, ExperimentProperties experiments) {
        this.settings = settings;
        this.parts = parts;
        this.access = access;
        this.experiments = experiments;
    }

    /**
     * What the page must know.
     *
     * @param login how to log in; absent if nobody can
     * @param leapSeconds pairs of a GPS second and the leap seconds that have passed from then on
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Settings(DashboardProperties.@Nullable Login login, List<long[]> leapSeconds) {}

    /**
     * How the parts around the book are.
     *
     * @param parts the parts
     */
    record Health(List<Part> parts) {}

    @GetMapping("/settings")
    @Operation(summary = "How to log in, and the leap seconds")
    Settings settings() {
        return new Settings(settings.login(), LeapSeconds.table());
    }

    @GetMapping("/health")
    @Operation(
            summary = "Whether database, Kafka, intake and embargoes are well",
            description = "How many records wait is told to readers and operators of an experiment.")
    Health health(@Nullable Authentication caller) {
        boolean trusted = experiments.experiments().keySet().stream()
                .anyMatch(experiment -> access.hasRole(caller, experiment, Role.OPERATOR)
                        || access.hasRole(caller, experiment, Role.READER));
        var all = parts.now();
        return new Health(trusted ? all : all.stream().map(Part::withoutLag).toList());
    }
}
