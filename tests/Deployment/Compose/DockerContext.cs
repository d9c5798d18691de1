namespace GridFlow.Deployment.Compose;

/// <summary>What <c>.dockerignore</c> leaves of the repository. It begins with <c>*</c> and takes back, so only what it names can be there.</summary>
internal static class DockerContext
{
    /// <summary>Paths below the root.</summary>
    public static IReadOnlyList<string> Files()
    {
        var rules = RepositoryRoot.Read(".dockerignore").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
        if (rules[0] != "*")
        {
            throw new InvalidDataException(".dockerignore must leave out all and take back what is needed");
        }

        var kept = rules.Where(rule => rule[0] == '!').Select(rule => rule[1..]).ToList();
        var left = rules.Skip(1).Where(rule => rule[0] != '!').ToList();
        return [.. kept.SelectMany(Below).Where(file => !left.Any(rule => Matches(rule, file)))];
    }

    private static IEnumerable<string> Below(string path)
    {
        var full = RepositoryRoot.File(path);
        return Directory.Exists(full)
            ? Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(RepositoryRoot.File("."), file))
            : [path];
    }

    // Two forms are used: a path, and a folder's name at any depth.
    private static bool Matches(string rule, string file) => rule.StartsWith("**/", StringComparison.Ordinal)
        ? file.Split('/').Contains(rule[3..])
        : file == rule || file.StartsWith(rule + "/", StringComparison.Ordinal);
}
