package dev.guildhall.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A list of any length. Its pages are fetched while it is gone through, one at a time, and again each time that it is
 * begun anew.
 */
public final class Listing<T> implements Iterable<T> {

    /** @param nextPageToken null on the last */
    record Page<T>(List<T> data, String nextPageToken) {}

    private final Function<String, Page<T>> pages;

    /** @param pages gives the page of a token, and the first for null */
    Listing(Function<String, Page<T>> pages) {
        this.pages = pages;
    }

    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<T> iterator() {
        return new Walk<>(pages);
    }

    private static final class Walk<T> implements Iterator<T> {

        private final Function<String, Page<T>> pages;
        private Page<T> page;
        private Iterator<T> items;

        Walk(Function<String, Page<T>> pages) {
            this.pages = pages;
        }

        @Override
        public boolean hasNext() {
            if (page == null) {
                turnTo(null);
            }
            // A page may be empty and not the last.
            while (!items.hasNext() && page.nextPageToken() != null) {
                turnTo(page.nextPageToken());
            }
            return items.hasNext();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return items.next();
        }

        private void turnTo(String token) {
            page = pages.apply(token);
            items = page.data().iterator();
        }
    }
}
