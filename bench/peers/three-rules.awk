# The three shipped rules as one would write them in a hurry: one pass, in the order of the file, one array a question.
# Prints the counts as JSON, with the names of bench/corpus/counts.ts.
#
# What it does not do: put late lines in order (so a recovery that overtook its failure is lost), years, zones, clocks, duplicates,
# windows that open again, incidents that end, and anything that a fourth rule would need.

/COMM_FAIL/ && /HTTP Server Error 502/ {
    locate()
    if (!(host in failed)) failed[host] = seconds
    next
}

/COMM_RESTORED/ {
    locate()
    if (host in failed) {
        if (seconds - failed[host] <= 10.0001) met502++
        else { missed502++; recovered502++ }
        delete failed[host]
    }
    next
}

/SAEVT_INIT_CRYPTO success="False"/ {
    locate()
    if (!(host in waits)) waits[host] = seconds
    next
}

/SAEVT_INIT_CRYPTO success="True"/ {
    locate()
    if (host in waits) {
        if (seconds - waits[host] > 30.0001) { missedCrypto++; recoveredCrypto++ }
        delete waits[host]
    }
    next
}

/SAEVT_UTILITY_RUM_FAIL/ && /\[HOST_NOT_FOUND\]/ {
    locate()
    # The newest three: the third and the first of them within four hours.
    if (newest[host] && before[host] && seconds - before[host] <= 14400.0001 && !(host in fired)) {
        fired[host] = 1
        hostNotFound++
    }
    before[host] = newest[host]
    newest[host] = seconds
}

END {
    for (host in failed) missed502++
    for (host in waits) missedCrypto++
    printf "{\"met502\":%d,\"missed502\":%d,\"recovered502\":%d,\"missedCrypto\":%d,\"recoveredCrypto\":%d,\"hostNotFound\":%d}\n",
        met502, missed502, recovered502, missedCrypto, recoveredCrypto, hostNotFound
}

# Sets host and seconds. An event-log line names its host second, a syslog line after its counter; the last clock before the message is
# the device's. A day and a month are more than it cares about.
function locate(    at) {
    if ($0 ~ / SAEVT_/) {
        host = $2
        at = substr($4, 1, 12)
    } else {
        host = substr($2, 1, length($2) - 1)
        match($0, /[0-9][0-9]:[0-9][0-9]:[0-9][0-9]\.[0-9][0-9][0-9]/)
        at = substr($0, RSTART, 12)
    }
    seconds = substr(at, 1, 2) * 3600 + substr(at, 4, 2) * 60 + substr(at, 7)
}
