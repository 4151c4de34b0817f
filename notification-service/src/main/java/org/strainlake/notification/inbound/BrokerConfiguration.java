package org.strainlake.notification.inbound;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import java.time.Duration;
import java.util.List;
import org.apache.activemq.RedeliveryPolicy;
import org.apache.activemq.transport.DefaultTransportListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.activemq.autoconfigure.ActiveMQConnectionFactoryCustomizer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jms.health.JmsHealthIndicator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.listener.SessionAwareMessageListener;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.strainlake.deviation.Deviations;
import org.strainlake.journey.Deviation;
import org.strainlake.notification.log.WriterWork;

/** How Rucio is listened to over ActiveMQ, where one is configured. The service runs without it while it is down. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("spring.activemq.broker-url")
class BrokerConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerConfiguration.class);
    private static final long PAUSE_MILLIS = 2000;
    private static final long LONGEST_PAUSE_MILLIS = Duration.ofSeconds(30).toMillis();
    private static final long LONGEST_RECONNECT_PAUSE_MILLIS =
            Duration.ofSeconds(10).toMillis();

    @Bean
    ActiveMQConnectionFactoryCustomizer giveAgainWithoutEnd() {
        var policy = new RedeliveryPolicy();
        policy.setMaximumRedeliveries(RedeliveryPolicy.NO_MAXIMUM_REDELIVERIES);
        policy.setInitialRedeliveryDelay(PAUSE_MILLIS);
        policy.setUseExponentialBackOff(true);
        policy.setMaximumRedeliveryDelay(LONGEST_PAUSE_MILLIS);
        return factory -> factory.setRedeliveryPolicy(policy);
    }

    /** A connection that mends itself ({@code failover:}) never tells its listener's container that it was lost. */
    @Bean
    ActiveMQConnectionFactoryCustomizer tellOfLostConnections(Deviations deviations) {
        return factory -> factory.setTransportListener(new DefaultTransportListener() {
            @Override
            public void transportInterupted() {
                deviations.seen(
                        Deviation.PART_AWAY, PatientContainer.WHERE, null, Duration.ZERO, "the connection is lost");
            }

            @Override
            public void transportResumed() {
                deviations.reached(PatientContainer.WHERE);
            }
        });
    }

    @Bean
    PatientContainer rucioEventListener(
            ConnectionFactory factory,
            InboundProperties properties,
            RucioIntake intake,
            Deviations deviations,
            ApplicationEventPublisher publisher) {
        return container(
                factory,
                properties,
                properties.events(),
                "events",
                (message, session) -> intake.takeEvent(message),
                new PatientContainer(publisher, deviations));
    }

    @Bean
    PatientContainer rucioTraceListener(
            ConnectionFactory factory,
            InboundProperties properties,
            RucioIntake intake,
            Deviations deviations,
            ApplicationEventPublisher publisher) {
        return container(
                factory,
                properties,
                properties.traces(),
                "traces",
                (message, session) -> intake.takeTrace(message),
                new PatientContainer(publisher, deviations));
    }

    @Bean
    WriterWork rucioListeners(List<PatientContainer> containers) {
        return new RucioListeners(containers);
    }

    @Bean
    HealthIndicator activemqHealthIndicator(ConnectionFactory factory) {
        return new JmsHealthIndicator(factory);
    }

    private static BackOff reconnecting() {
        var pauses = new ExponentialBackOff(PAUSE_MILLIS, ExponentialBackOff.DEFAULT_MULTIPLIER);
        pauses.setMaxInterval(LONGEST_RECONNECT_PAUSE_MILLIS);
        return pauses;
    }

    private static PatientContainer container(
            ConnectionFactory factory,
            InboundProperties properties,
            String destination,
            String purpose,
            SessionAwareMessageListener<Message> listener,
            PatientContainer container) {
        container.setConnectionFactory(factory);
        container.setDestinationName(destination);
        container.setMessageListener(listener);
        container.setAutoStartup(false);
        container.setSessionTransacted(true);
        container.setBackOff(reconnecting());
        container.setErrorHandler(
                failure -> LOG.warn("{} gives a message again: {}", destination, String.valueOf(failure)));
        if (properties.subscription() == InboundProperties.Subscription.DURABLE) {
            container.setPubSubDomain(true);
            container.setSubscriptionDurable(true);
            container.setClientId(properties.clientId() + "-" + purpose);
            container.setDurableSubscriptionName(purpose);
        }
        return container;
    }
}
