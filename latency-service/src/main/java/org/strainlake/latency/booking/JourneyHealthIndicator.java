package org.strainlake.latency.booking;

import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.strainlake.latency.booking.Answers.UnansweredException;

/** How many journey records wait to be booked. */
class JourneyHealthIndicator extends AbstractHealthIndicator {
    private final Admin admin;
    private final String group;
    private final String topic;
    private final BookingProperties settings;
    private final JourneyIntake intake;

    JourneyHealthIndicator(Admin admin, String group, String topic, BookingProperties settings, JourneyIntake intake) {
        this.admin = admin;
        this.group = group;
        this.topic = topic;
        this.settings = settings;
        this.intake = intake;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        var state = intake.state();
        health.withDetail("booked", state.booked()).withDetail("putAside", state.putAside());
        var lastAt = state.lastAt();
        if (lastAt != null) {
            health.withDetail("lastAt", lastAt);
        }
        try {
            long lag = lag();
            health.withDetail("lag", lag);
            if (lag <= settings.lagLimit()) {
                health.up();
            } else {
                health.outOfService();
            }
        } catch (UnansweredException e) {
            health.down().withDetail("reason", String.valueOf(e.getMessage()));
        }
    }

    private long lag() throws UnansweredException {
        var topics = Answers.within(
                settings.healthTimeout(), admin.describeTopics(List.of(topic)).allTopicNames());
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        topics.values().stream()
                .flatMap(description -> description.partitions().stream())
                .forEach(each -> wanted.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
        var ends = Answers.within(
                settings.healthTimeout(), admin.listOffsets(wanted).all());
        var committed = Answers.within(
                settings.healthTimeout(), admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        long lag = 0;
        for (var end : ends.entrySet()) {
            var done = committed.get(end.getKey());
            lag += end.getValue().offset() - (done == null ? 0 : done.offset());
        }
        return lag;
    }
}
