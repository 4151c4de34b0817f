package org.strainlake.notification.inbound;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** Listens to ActiveMQ, waits for it while it is away, and says when it is there again. */
class PatientContainer extends DefaultMessageListenerContainer {
    private final ApplicationEventPublisher publisher;

    PatientContainer(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    protected void refreshConnectionUntilSuccessful() {
        super.refreshConnectionUntilSuccessful();
        if (isRunning()) {
            publisher.publishEvent(new BrokerReconnected());
        }
    }
}
