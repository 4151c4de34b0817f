package org.strainlake.token;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The experiments that this service works for.
 *
 * @param experiments each experiment by its name
 */
@Validated
@ConfigurationProperties(prefix = "strainlake", ignoreUnknownFields = true)
public record ExperimentProperties(@NotEmpty Map<String, @Valid @NotNull Experiment> experiments) {

    public ExperimentProperties {
        experiments = Map.copyOf(experiments);
    }

    /**
     * One experiment.
     *
     * @param scopes scopes of the catalogue that belong to it
     * @param basePath path under which tokens name its files: a DID is {@code basePath/scope/name}
     * @param publicDatasets datasets that everybody may see, as {@code scope:pattern}, {@code *} for any run of
     *     characters; all others are proprietary
     * @param readers groups, or client ids written {@code client:ID}, that read everything
     * @param dataManagers groups or {@code client:ID} that start and stop uploads and follows
     * @param operators groups or {@code client:ID} that look after the services
     * @param dataAccess groups or {@code client:ID} that set embargoes and read the audit trail
     */
    public record Experiment(
            @NotEmpty List<String> scopes,
            @DefaultValue("/") String basePath,
            @DefaultValue List<String> publicDatasets,
            @DefaultValue List<String> readers,
            @DefaultValue List<String> dataManagers,
            @DefaultValue List<String> operators,
            @DefaultValue List<String> dataAccess) {
        public Experiment {
            scopes = List.copyOf(scopes);
            publicDatasets = List.copyOf(publicDatasets);
            readers = List.copyOf(readers);
            dataManagers = List.copyOf(dataManagers);
            operators = List.copyOf(operators);
            dataAccess = List.copyOf(dataAccess);
        }
    }
}
