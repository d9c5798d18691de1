using DuckDB.NET.Data;

namespace GridFlow.Integration.Faults.Oracle;

/// <summary>What a program that is not ours finds in an archive.</summary>
/// <param name="Rows">Readings.</param>
/// <param name="Duplicates">Readings whose partition and offset another one has too.</param>
/// <param name="Files">Files.</param>
/// <param name="WrongDays">Readings that are not in the folder of their day.</param>
internal sealed record ArchiveContents(long Rows, long Duplicates, long Files, long WrongDays)
{
    /// <summary>Readings that should be there and are not.</summary>
    public long Missing { get; init; }

    public bool IsExact => Missing == 0 && Duplicates == 0 && WrongDays == 0;

    public override string ToString() => $"{Rows:N0} readings in {Files} files, {Missing} missing, {Duplicates} twice, {WrongDays} under another day";

    /// <summary>Reads all of a folder.</summary>
    /// <param name="folder">The archive.</param>
    /// <param name="expected">Readings that should be there.</param>
    public static ArchiveContents Read(string folder, long expected)
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = $"""
            SELECT count(*), count(*) - count(DISTINCT (partition, "offset")), count(DISTINCT filename),
                   count(*) FILTER (WHERE strftime("timestamp" AT TIME ZONE 'UTC', '%Y-%m-%d') <> year || '-' || month || '-' || day)
            FROM read_parquet('{folder}/readings/**/*.parquet', hive_partitioning = true, hive_types_autocast = false, filename = true)
            """;
        using var row = command.ExecuteReader();
        row.Read();
        var contents = new ArchiveContents(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
        return contents with { Missing = expected - (contents.Rows - contents.Duplicates) };
    }
}
