package dev.guildhall.events.internal.source;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.Worker;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.kafka.KafkaSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records of one topic in for a while, batch by batch: the events made of a batch, what could be made of none, and
 * the offsets behind it are one transaction. A while later it gives the source back, so that others have their turn and new
 * partitions are found.
 */
final class SourceWorker implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(SourceWorker.class);

    private static final Duration TURN = Duration.ofSeconds(30);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final long UNAVAILABLE_MILLIS = 1_000;
    private static final int EXCERPT = 4_096;
    private static final int LONGEST_ERROR = 1_000;

    /** What a worker needs of the module. */
    record Means(
            Vertx vertx,
            Database database,
            SourceTable table,
            KafkaSource kafka,
            BiFunction<Tenant, UUID, Future<Optional<Subscription>>> subscriptions,
            Outbox outbox,
            Clock clock) {}

    private final Means means;
    private final SourceClaim claim;
    private final SourceKey key;
    private final long end = System.nanoTime() + TURN.toNanos();
    private KafkaConsumer<Buffer, Buffer> consumer;
    private Subscription subscription;
    private RecordReader reader;
    private Predicate<NewEvent> wanted;
    private Map<Integer, Long> next;
    private boolean stopping;
    private boolean changed;
    private boolean well;
    private long heard = System.nanoTime();

    SourceWorker(Means means, SourceClaim claim) {
        this.means = means;
        this.claim = claim;
        this.key = claim.key();
    }

    @Override
    public Future<Boolean> run() {
        return means.subscriptions()
                .apply(key.workspace(), key.subscription())
                .compose(found -> found.filter(Subscription::enabled)
                        .map(present -> begin(present).compose(begun -> goOn()))
                        .orElseGet(Future::succeededFuture))
                .transform(done -> close().transform(closed -> release(done.cause())));
    }

    /** The subscription may be another by now. */
    @Override
    public void notice() {
        changed = true;
    }

    @Override
    public void stop() {
        stopping = true;
    }

    private Future<Void> begin(Subscription present) {
        subscription = present;
        reader = new RecordReader(Event.sourceOf(present.tenant()), KafkaSource.eventType(present.sink()));
        wanted = Wanted.by(present);
        return means.kafka()
                .consumer()
                .onSuccess(made -> consumer = made)
                .compose(made -> means.table().offsets(key))
                .compose(stored -> start(stored));
    }

    // Partitions that were added since begin with their first record.
    private Future<Void> start(Map<Integer, Long> stored) {
        next = new TreeMap<>(stored);
        return consumer.partitionsFor(topic()).compose(partitions -> {
            if (partitions.isEmpty()) {
                return Future.failedFuture("There is no topic " + topic() + " in Kafka");
            }
            partitions.forEach(partition -> next.putIfAbsent(partition.getPartition(), 0L));
            return consumer.assign(next.keySet().stream().map(this::partition).collect(Collectors.toSet()))
                    .compose(assigned -> seek());
        });
    }

    private Future<Void> seek() {
        return Future.all(next.entrySet().stream()
                        .map(entry -> consumer.seek(partition(entry.getKey()), entry.getValue()))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> goOn() {
        if (stopping || changed || !claim.holds() || System.nanoTime() - end > 0) {
            return Future.succeededFuture();
        }
        return poll().compose(this::take)
                .recover(failure -> failure instanceof OffsetOutOfRangeException gone
                        ? beginAnew(gone)
                        : Future.failedFuture(failure))
                .compose(held -> held ? noteWell().compose(noted -> goOn()) : Future.succeededFuture());
    }

    // Without brokers there are just no records, for as long as one waits; the question for the last offset says so.
    private Future<KafkaConsumerRecords<Buffer, Buffer>> poll() {
        if (System.nanoTime() - heard < SILENCE.toNanos()) {
            return consumer.poll(POLL).onSuccess(records -> {
                if (!records.isEmpty()) {
                    heard = System.nanoTime();
                }
            });
        }
        heard = System.nanoTime();
        return consumer.endOffsets(next.keySet().stream().map(this::partition).collect(Collectors.toSet()))
                .compose(there -> consumer.poll(POLL));
    }

    private Future<Void> noteWell() {
        if (well) {
            return Future.succeededFuture();
        }
        well = true;
        return means.table().well(key);
    }

    private Future<Boolean> take(KafkaConsumerRecords<Buffer, Buffer> polled) {
        if (polled.isEmpty()) {
            return Future.succeededFuture(true);
        }
        var records =
                IntStream.range(0, polled.size()).mapToObj(polled::recordAt).toList();
        return take(records)
                .recover(failure -> isUnstorable(failure) ? oneByOne(records, 0) : Future.failedFuture(failure));
    }

    /** One of the records is what the database does not take, and only by itself it is seen which. */
    private Future<Boolean> oneByOne(List<KafkaConsumerRecord<Buffer, Buffer>> records, int at) {
        if (at == records.size()) {
            return Future.succeededFuture(true);
        }
        var record = records.get(at);
        return take(List.of(record))
                .recover(failure -> isUnstorable(failure)
                        ? write(
                                Map.of(record.partition(), record.offset() + 1),
                                List.of(),
                                List.of(rejected(record, failure.getMessage())))
                        : Future.failedFuture(failure))
                .compose(held -> held ? oneByOne(records, at + 1) : Future.succeededFuture(false));
    }

    private static boolean isUnstorable(Throwable failure) {
        return failure instanceof Problem problem && problem.code().kind() == ErrorKind.INVALID;
    }

    /** False when nothing was taken in, for the claim is lost or the subscription another. */
    private Future<Boolean> take(List<KafkaConsumerRecord<Buffer, Buffer>> records) {
        var events = new ArrayList<NewEvent>();
        var rejected = new ArrayList<RejectedRecord>();
        var reached = new TreeMap<Integer, Long>();
        for (var record : records) {
            reached.put(record.partition(), record.offset() + 1);
            try {
                reader.read(record).filter(wanted).ifPresent(events::add);
            } catch (UnacceptableRecord unacceptable) {
                rejected.add(rejected(record, unacceptable.getMessage()));
            }
        }
        return write(reached, events, rejected);
    }

    private Future<Boolean> write(Map<Integer, Long> reached, List<NewEvent> events, List<RejectedRecord> rejected) {
        return means.database()
                .inTransaction(key.workspace(), tx -> write(tx, reached, events, rejected))
                .onSuccess(held -> {
                    if (held) {
                        next.putAll(reached);
                    }
                });
    }

    private Future<Boolean> write(
            Tx tx, Map<Integer, Long> reached, List<NewEvent> events, List<RejectedRecord> rejected) {
        return means.table().hold(tx, claim, subscription.revision()).compose(held -> {
            if (!held) {
                return Future.succeededFuture(false);
            }
            events.forEach(event -> means.outbox().append(tx, key.workspace(), event));
            return means.table()
                    .move(tx, key, reached)
                    .compose(moved -> rejected.isEmpty()
                            ? Future.succeededFuture()
                            : means.table().reject(tx, key, rejected))
                    .map(true);
        });
    }

    /** Some records were deleted before they were taken in, or the topic is another of the same name. */
    private Future<Boolean> beginAnew(OffsetOutOfRangeException gone) {
        var lost = gone.offsetOutOfRangePartitions();
        var partitions = lost.keySet().stream()
                .map(partition -> partition(partition.partition()))
                .collect(Collectors.toSet());
        return consumer.beginningOffsets(partitions).compose(first -> {
            var reached = new TreeMap<Integer, Long>();
            var rejected = new ArrayList<RejectedRecord>();
            first.forEach((partition, offset) -> {
                reached.put(partition.getPartition(), offset);
                var from = next.get(partition.getPartition());
                rejected.add(rejection(
                        partition.getPartition(),
                        from,
                        now(),
                        "Kafka does not have the records from here on any more; the oldest there is has the offset "
                                + offset,
                        null));
            });
            return write(reached, List.of(), rejected).compose(held -> seek().map(held));
        });
    }

    private RejectedRecord rejected(KafkaConsumerRecord<Buffer, Buffer> record, String reason) {
        return rejection(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                reason,
                record.value() == null ? null : excerpt(record.value()));
    }

    private RejectedRecord rejection(int partition, long offset, Instant recordedAt, String reason, String value) {
        LOG.debug("No event can be made of offset {} in partition {} of {}: {}", offset, partition, topic(), reason);
        return new RejectedRecord(Ids.next(), partition, offset, recordedAt, now(), shortened(reason), value);
    }

    private static String excerpt(Buffer value) {
        return value.getString(0, Math.min(value.length(), EXCERPT)).replace('\0', '\uFFFD');
    }

    private static String shortened(String text) {
        var storable = text.replace('\0', '\uFFFD');
        return storable.length() > LONGEST_ERROR ? storable.substring(0, LONGEST_ERROR) : storable;
    }

    private Future<Void> close() {
        return consumer == null ? Future.succeededFuture() : consumer.close();
    }

    private Future<Boolean> release(Throwable failure) {
        var pause = failure == null ? Duration.ZERO : PAUSE_AFTER_FAILURE;
        var error = failure == null ? null : shortened(String.valueOf(failure.getMessage()));
        return release(pause, error).map(begins -> {
            if (begins) {
                LOG.warn("Cannot take in what is in {}, and tries again: {}", topic(), error);
            }
            return failure == null && !stopping;
        });
    }

    // Nobody else takes it while this node lives and has not given it back.
    private Future<Boolean> release(Duration pause, String error) {
        return means.table()
                .release(claim, pause, error)
                .recover(unavailable -> stopping || !claim.holds()
                        ? Future.succeededFuture(false)
                        : means.vertx().timer(UNAVAILABLE_MILLIS).compose(elapsed -> release(pause, error)));
    }

    private String topic() {
        return subscription == null ? "the topic of " + key.subscription() : KafkaSource.topic(subscription.sink());
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(topic(), number);
    }

    private Instant now() {
        return means.clock().instant();
    }
}
