SELECT kind, max(period), lane, value
FROM counter
GROUP BY kind, lane
ORDER BY kind, lane
