/** JSON Schema as the product uses it: draft 2020-12, with errors that name the field at fault; and what no schema says of JSON. */
package dev.guildhall.core.schema;
