package org.strainlake.downloader.follow;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.strainlake.lake.DataIdentifier;

/** Datasets by name: {@code scope:name} with {@code *} for any run of characters. */
public final class DatasetPattern {
    private static final Pattern FORM = Pattern.compile("[\\w.*-]{1,25}:[/\\w.*-]{1,250}");

    private final String text;
    private final Pattern pattern;

    private DatasetPattern(String text) {
        this.text = text;
        this.pattern = Pattern.compile(Arrays.stream(text.split("\\*+", -1))
                .map(part -> part.isEmpty() ? part : Pattern.quote(part))
                .collect(Collectors.joining(".*")));
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it has another form
     */
    @JsonCreator
    public static DatasetPattern of(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a pattern of datasets (scope:name, * for any characters): " + text);
        }
        return new DatasetPattern(text);
    }

    /** Whether the dataset is meant. */
    public boolean matches(DataIdentifier dataset) {
        return pattern.matcher(dataset.toString()).matches();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DatasetPattern same && same.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
