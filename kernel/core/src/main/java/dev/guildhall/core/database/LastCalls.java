package dev.guildhall.core.database;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Queries of one number each that wait to be sent as one statement, for each statement costs a message, a snapshot and a
 * plan that is set up and torn down.
 */
final class LastCalls {

    /** As many as one statement takes: each number of them is a statement that every connection keeps prepared. */
    private static final int MOST = 2;

    private static final Pattern PLACE = Pattern.compile("\\$(\\d+)");
    private static final Map<List<String>, String> TEXTS = new ConcurrentHashMap<>();

    private final List<Call> waiting = new ArrayList<>(MOST);

    private record Call(Sql<Long> query, Function<Throwable, Future<Long>> refused, Promise<Long> answer) {}

    Future<Long> add(Sql<Long> query, Function<Throwable, Future<Long>> refused) {
        var answer = Promise.<Long>promise();
        waiting.add(new Call(query, refused, answer));
        return answer.future();
    }

    boolean isFull() {
        return waiting.size() == MOST;
    }

    void send(BiFunction<String, Tuple, Future<RowSet<Row>>> prepared) {
        if (waiting.isEmpty()) {
            return;
        }
        var sent = List.copyOf(waiting);
        waiting.clear();
        var values = new ArrayList<Object>();
        for (var call : sent) {
            var arguments = call.query().arguments();
            for (var i = 0; i < arguments.size(); i++) {
                values.add(arguments.getValue(i));
            }
        }
        var texts = sent.stream().map(call -> call.query().text()).toList();
        prepared.apply(TEXTS.computeIfAbsent(texts, LastCalls::together), Tuple.wrap(values))
                .onSuccess(rows -> answer(sent, rows.iterator().next()))
                .onFailure(failure -> fail(sent, failure));
    }

    private static void answer(List<Call> sent, Row row) {
        for (var i = 0; i < sent.size(); i++) {
            sent.get(i).answer().complete(row.getLong(i));
        }
    }

    // It is not known whose it is, so each is asked what it means.
    private static void fail(List<Call> sent, Throwable failure) {
        var meant = Future.<Long>failedFuture(failure);
        for (var call : sent) {
            meant = meant.recover(call.refused());
        }
        meant.onFailure(cause -> sent.forEach(call -> call.answer().fail(cause)));
    }

    /** Their texts as the columns of one row, which PostgreSQL computes from the left; each place is moved on. */
    private static String together(List<String> texts) {
        var columns = new ArrayList<String>();
        var places = 0;
        for (var text : texts) {
            var before = places;
            var moved = PLACE.matcher(text).replaceAll(place -> "\\$" + (before + Integer.parseInt(place.group(1))));
            columns.add("(" + moved + ")");
            places += (int) PLACE.matcher(text)
                    .results()
                    .map(place -> place.group(1))
                    .distinct()
                    .count();
        }
        return "select " + String.join(", ", columns);
    }
}
