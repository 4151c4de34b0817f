package org.strainlake.uploader.upload;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Raised whenever a replay may have become finished. Thread-safe. */
@Component
class FinishSignal {
    private final Signal signal = new Signal();

    void raise() {
        signal.raise();
    }

    void await(Duration longest) throws InterruptedException {
        signal.await(longest);
    }
}
