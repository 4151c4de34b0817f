package org.strainlake.latency.web;

import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;
import org.strainlake.latency.statistics.Fate;

/** Reads a class in a request as answers write it. */
@Component
class FateByWord implements Converter<String, Fate> {
    @Override
    public Fate convert(String word) {
        return Fate.ofWord(word);
    }
}
