/**
 * Lists as clients ask for them: AIP-160 filters, AIP-132 order and AIP-158 pages, over SQL or over memory.
 *
 * <p>A list declares its fields once, as {@link dev.guildhall.list.ListFields}. A request is read against that
 * declaration into a {@link dev.guildhall.list.PageRequest}, which gives a query its condition, order and limit
 * and turns the rows into a {@link dev.guildhall.list.Page}. A list held in memory is filtered, ordered and paged
 * by the same request with the same meaning. Whatever a client sends is either understood or refused as a
 * {@code REQUEST.INVALID} problem that names the parameter.
 */
package dev.guildhall.list;
