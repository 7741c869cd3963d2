package dev.guildhall.spi;

import java.util.List;
import java.util.Optional;

/** A page of a list. Handed over by the host, so it may grow. */
public interface Page<T> {

    List<T> items();

    /** What to ask the next page with; empty on the last. */
    Optional<String> nextPageToken();
}
