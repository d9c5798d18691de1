namespace GridFlow.Sinks.InfluxDb;

/// <summary>The classes of an answer. Only <see cref="Refused"/> says something about the lines.</summary>
internal enum InfluxDbOutcome
{
    /// <summary>All lines are in the database.</summary>
    Written,

    /// <summary>At least one line is bad, and others may not be written for its sake.</summary>
    Refused,

    /// <summary>Too much at once.</summary>
    TooLarge,

    /// <summary>The token is missing, wrong, or may not write there.</summary>
    Unauthorized,

    /// <summary>No such organisation, bucket, database, or path.</summary>
    NotFound,

    /// <summary>The server cannot be reached, does not answer in time, or says that it cannot now.</summary>
    Unavailable,

    /// <summary>An answer that InfluxDB does not give to lines: a proxy's, or a limit of the server.</summary>
    Unexpected,
}
