-- Filled with its room.
SELECT 1;
