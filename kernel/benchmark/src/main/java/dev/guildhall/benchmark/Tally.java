package dev.guildhall.benchmark;

import java.util.List;

/**
 * What some subscribers were sent, in all.
 *
 * @param repeats those of the deliveries by which something came again
 */
record Tally(int subscribers, long deliveries, long repeats) {

    static Tally of(List<Inbox> inboxes) {
        var repeats = inboxes.stream().mapToLong(Inbox::repeats).sum();
        var events = inboxes.stream().mapToLong(Inbox::size).sum();
        return new Tally(inboxes.size(), events + repeats, repeats);
    }

    Tally and(Tally other) {
        return new Tally(subscribers + other.subscribers, deliveries + other.deliveries, repeats + other.repeats);
    }

    /** How much of all deliveries was made again. */
    double share() {
        return (double) repeats / deliveries;
    }

    void report(String what) {
        System.out.printf("%d deliveries to %d %s, %d of them again%n", deliveries, subscribers, what, repeats);
    }
}
