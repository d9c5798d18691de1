namespace GridFlow.Deployment.Compose;

/// <summary>A Dockerfile as its instructions, continued lines joined, comments left out.</summary>
/// <param name="Instructions">Word and rest of each.</param>
internal sealed record DockerFile(IReadOnlyList<(string Word, string Text)> Instructions)
{
    /// <summary>The one of a project below <c>src</c>.</summary>
    public static DockerFile Of(string project)
    {
        var lines = RepositoryRoot.Read($"src/{project}/Dockerfile").Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#'));
        var joined = string.Join('\n', lines).Replace("\\\n", " ", StringComparison.Ordinal);
        return new DockerFile([.. joined.Split('\n').Select(line => (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]))]);
    }

    /// <summary>Instructions of the image that remains: from the last FROM on.</summary>
    public IEnumerable<(string Word, string Text)> Final => Instructions.Skip(Instructions.ToList().FindLastIndex(instruction => instruction.Word == "FROM"));

    /// <summary>Variables of that image.</summary>
    public IReadOnlyDictionary<string, string> Environment => Final.Where(instruction => instruction.Word == "ENV")
        .SelectMany(instruction => instruction.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>All that an instruction of that image says.</summary>
    public IReadOnlyList<string> Said(string word) => [.. Final.Where(instruction => instruction.Word == word).Select(instruction => instruction.Text)];
}
