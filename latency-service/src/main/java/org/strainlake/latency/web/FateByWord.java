package org.strainlake.latency.web;

import java.util.Arrays;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;
import org.strainlake.latency.statistics.Fate;

/** Reads a class in a request as answers write it. */
@Component
class FateByWord implements Converter<String, Fate> {
    @Override
    public Fate convert(String word) {
        return Arrays.stream(Fate.values())
                .filter(fate -> fate.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no class of the book: " + word));
    }
}
