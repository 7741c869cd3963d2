package dev.guildhall.events.internal.cesql;

import java.util.List;

/** The values that an operator or function is applied to. */
record Operands(List<Object> values) {

    int size() {
        return values.size();
    }

    Object value(int index) {
        return values.get(index);
    }

    String text(int index) {
        return (String) values.get(index);
    }

    int integer(int index) {
        return (Integer) values.get(index);
    }

    boolean truth(int index) {
        return (Boolean) values.get(index);
    }

    List<String> texts() {
        return values.stream().map(String.class::cast).toList();
    }

    long length() {
        return values.stream()
                .mapToLong(value -> value instanceof String text ? text.length() : 1)
                .sum();
    }
}
