package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What somebody with a token that opens nothing can find out of a Kafka: its topics, their ends, their records, its groups. */
final class KafkaTries {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final String NOT_THERE = "strainlake.events.elsewhere.proprietary";
    private static final String NO_GROUP = "elsewhere-service";

    private final Map<String, Object> client;
    private final String tag;

    /**
     * Somebody's tries.
     *
     * @param client settings of a Kafka client that logs in as them
     * @param tag what nobody may learn that it is there
     */
    KafkaTries(Map<String, Object> client, String tag) {
        this.client = new HashMap<>(client);
        this.client.put("default.api.timeout.ms", Math.toIntExact(PATIENCE.toMillis()));
        this.client.put("request.timeout.ms", Math.toIntExact(PATIENCE.toMillis() / 2));
        this.tag = tag;
    }

    /**
     * Tries.
     *
     * @param open topics that everybody may read
     * @param closed topics that nobody may know of
     * @param groups names of consumer groups that nobody may know of
     * @param learned takes what was learned, a line each
     * @return how many tries there were
     */
    long run(Set<String> open, Set<String> closed, Set<String> groups, List<String> learned)
            throws IOException, InterruptedException {
        long tries = 0;
        try (var admin = Admin.create(client)) {
            var topics = answer(admin.listTopics().names(), "");
            tries++;
            if (!topics.equals(answer(KafkaFuture.completedFuture(open), ""))) {
                learned.add("Kafka's list of topics: " + topics);
            }
            var listed = answer(admin.listGroups().all(), "");
            tries++;
            if (!listed.equals("[]")) {
                learned.add("Kafka's list of groups: " + listed);
            }
            for (var topic : closed) {
                var asked = aboutTopic(admin, topic);
                tries += asked.size();
                compare(asked, aboutTopic(admin, NOT_THERE), "Kafka's topic " + topic, learned);
            }
            for (var group : groups) {
                var asked = aboutGroup(admin, group);
                tries += asked.size();
                compare(asked, aboutGroup(admin, NO_GROUP), "Kafka's group " + group, learned);
            }
        } catch (KafkaException e) {
            throw new IOException("an outsider cannot even log in to Kafka", e);
        }
        for (var topic : open) {
            tries++;
            if (tells(topic)) {
                learned.add("the records of " + topic);
            }
        }
        return tries;
    }

    private static void compare(List<String> there, List<String> notThere, String what, List<String> learned) {
        for (int i = 0; i < there.size(); i++) {
            if (!there.get(i).equals(notThere.get(i))) {
                learned.add(what + ": " + there.get(i) + ", not " + notThere.get(i));
            }
        }
    }

    private List<String> aboutTopic(Admin admin, String topic) throws IOException, InterruptedException {
        var partition = new TopicPartition(topic, 0);
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return List.of(
                answer(admin.describeTopics(List.of(topic)).allTopicNames(), topic),
                answer(admin.describeConfigs(List.of(resource)).all(), topic),
                answer(
                        admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                                .all(),
                        topic),
                answer(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).all(), topic),
                answer(
                        admin.listOffsets(Map.of(partition, OffsetSpec.maxTimestamp()))
                                .all(),
                        topic),
                answer(admin.describeProducers(List.of(partition)).all(), topic),
                read(partition));
    }

    private static List<String> aboutGroup(Admin admin, String group) throws IOException, InterruptedException {
        return List.of(
                answer(admin.describeConsumerGroups(List.of(group)).all(), group),
                answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), group));
    }

    /** What was answered, or how it was refused, without the name that was asked for. */
    private static String answer(KafkaFuture<?> future, String name) throws IOException, InterruptedException {
        try {
            return String.valueOf(future.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return without(name, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            throw new IOException("Kafka does not answer an outsider", e);
        }
    }

    private String read(TopicPartition partition) {
        try (var consumer = consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long begin = consumer.position(partition); // asks, and is refused here where it may not know
            return consumer.poll(POLL).count() + " records from " + begin;
        } catch (KafkaException e) {
            return without(partition.topic(), e.toString());
        }
    }

    private static String without(String name, String text) {
        return name.isEmpty() ? text : text.replace(name, "NAME");
    }

    /** Whether a record of the topic, key or header speaks of the tag. */
    private boolean tells(String topic) {
        var partition = new TopicPartition(topic, 0);
        try (var consumer = consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (var each : consumer.poll(POLL)) {
                    var headers = Stream.of(each.headers().toArray()).map(header -> header.value());
                    if (Stream.concat(Stream.of(each.key(), each.value()), headers)
                            .anyMatch(bytes ->
                                    bytes != null && new String(bytes, StandardCharsets.UTF_8).contains(tag))) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        var settings = new HashMap<>(client);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
