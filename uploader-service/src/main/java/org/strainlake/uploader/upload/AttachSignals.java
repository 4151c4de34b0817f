package org.strainlake.uploader.upload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** One signal a stream: there is something to attach, or a dataset to see after. Thread-safe. */
@Component
class AttachSignals {
    private final Map<String, Signal> signals = new ConcurrentHashMap<>();

    Signal of(String stream) {
        return signals.computeIfAbsent(stream, id -> new Signal());
    }

    void raise(String stream) {
        of(stream).raise();
    }
}
