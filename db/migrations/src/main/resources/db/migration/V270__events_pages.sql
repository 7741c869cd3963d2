-- Where very many events were committed together, each page but the first begins inside of what one transaction wrote.
-- With the position in the index it is found there, without reading what came in the pages before once more.
create index event_xid_position on guildhall.event (xid, position);
drop index guildhall.event_xid;
