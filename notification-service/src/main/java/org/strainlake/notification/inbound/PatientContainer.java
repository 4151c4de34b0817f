package org.strainlake.notification.inbound;

import java.time.Duration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.strainlake.deviation.Deviations;
import org.strainlake.journey.Deviation;

/** Listens to ActiveMQ, waits for it while it is away, and says when it is there again. */
class PatientContainer extends DefaultMessageListenerContainer {
    static final String WHERE = "activemq";

    private final ApplicationEventPublisher publisher;
    private final Deviations deviations;

    PatientContainer(ApplicationEventPublisher publisher, Deviations deviations) {
        this.publisher = publisher;
        this.deviations = deviations;
    }

    @Override
    protected void refreshConnectionUntilSuccessful() {
        if (isRunning()) {
            deviations.seen(Deviation.PART_AWAY, WHERE, null, Duration.ZERO, "the connection is lost");
        }
        super.refreshConnectionUntilSuccessful();
        if (isRunning()) {
            deviations.reached(WHERE);
            publisher.publishEvent(new BrokerReconnected());
        }
    }
}
