package org.strainlake.notification.inbound;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets what was put aside, and hints, when their time is over. */
@Component
@EnableScheduling
class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final PutAside aside;
    private final UploadHints hints;
    private final InboundProperties properties;
    private final InstantSource clock;

    Housekeeping(PutAside aside, UploadHints hints, InboundProperties properties, InstantSource clock) {
        this.aside = aside;
        this.hints = hints;
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forget() {
        var before = clock.instant().minus(properties.keepAside());
        LOG.debug("forgot {} messages and {} hints", aside.forget(before), hints.forget(before));
    }
}
