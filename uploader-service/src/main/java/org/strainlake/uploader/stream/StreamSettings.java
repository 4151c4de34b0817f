package org.strainlake.uploader.stream;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * One stream, under {@code strainlake.streams.ID}. A misspelled key stops the start.
 *
 * @param experiment experiment that owns it, one of {@code strainlake.experiments}
 * @param detector prefix of the detector, such as {@code V1}
 * @param channel name of the channel with its prefix, such as {@code V1:Hrec_hoft_4096Hz}
 * @param description what the chunks hold, for their T010150 names, such as {@code HOFT}; the detector is put before it
 * @param sampleRateHz samples a second
 * @param chunkLength length of a chunk, whole seconds
 * @param scope scope of its names in the catalogue, one of the experiment's
 * @param container container that its datasets are put into, without the scope, such as {@code V1.HOFT}; none if empty
 * @param rotation stretch of GPS time that shares a dataset
 * @param rse storage element that receives the chunks
 * @param protection {@code none}, {@code sealed} for files that are sealed before they leave, or {@code storage} for plain
 *     files on protected storage elements only
 * @param rules replication rules put on each dataset
 * @param budget longest time from created to delivered that is promised
 * @param directory directory that is watched for new files of this stream; none if absent
 */
@Validated
public record StreamSettings(
        @NotBlank String experiment,
        @NotBlank @Pattern(regexp = "[A-Z]\\d") String detector,

        @NotBlank @Pattern(regexp = "[A-Z]\\d:[A-Za-z0-9][\\w.#+-]{0,200}")
        String channel,

        @NotBlank @Pattern(regexp = "[A-Za-z0-9_+#]{1,40}") String description,
        @Min(1) @Max(1 << 20) int sampleRateHz,
        @DefaultValue("1s") @DurationMin(seconds = 1) Duration chunkLength,
        @NotBlank @Pattern(regexp = "[\\w.-]{1,25}") String scope,

        @DefaultValue("") @Pattern(regexp = "|[A-Za-z0-9][\\w.-]{0,200}")
        String container,

        @DefaultValue("hour") @NotNull Rotation rotation,
        @NotBlank String rse,
        @DefaultValue("none") @NotNull Protection protection,
        @DefaultValue List<@Valid Rule> rules,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration budget,
        @Nullable @Valid WatchedDirectory directory) {

    public StreamSettings {
        rules = List.copyOf(rules);
    }

    /**
     * A replication rule.
     *
     * @param expression RSE expression, such as {@code tier=1&QoS=disk}
     * @param copies how many
     * @param activity Rucio's word for the transfers
     */
    public record Rule(
            @NotBlank String expression,
            @DefaultValue("1") @Min(1) int copies,
            @DefaultValue("User Subscriptions") @NotBlank String activity) {}

    /**
     * A directory of finished files.
     *
     * @param path where files appear
     * @param settle how long a file must stay unchanged to count as whole, unless it was renamed into place
     * @param rescan how often the directory is listed anew, since a network file system tells nothing
     */
    public record WatchedDirectory(
            @NotNull Path path,
            @DefaultValue("1s") @DurationMin(millis = 10) Duration settle,
            @DefaultValue("5s") @DurationMin(millis = 50) Duration rescan) {}
}
