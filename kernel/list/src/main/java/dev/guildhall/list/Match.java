package dev.guildhall.list;

import java.util.function.Function;
import java.util.function.Predicate;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * One comparison with a value, ready to be asked of a column or of a Java value. Both give the same answer; null, in
 * either, is no match.
 */
record Match<C, V>(Function<Field<C>, Condition> inSql, Predicate<V> inJava) {}
