// Loads a compose file as docker compose does, with the schema of the Compose specification and its rules on references,
// and adds two of our own: whoever waits for a healthy service waits for one that has a health check, and each
// configuration file that is mounted exists.
package main

import (
	"context"
	"fmt"
	"os"
	"sort"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: compose FILE")
		os.Exit(2)
	}
	faults, err := check(os.Args[1])
	if err != nil {
		faults = append(faults, err.Error())
	}
	for _, fault := range faults {
		fmt.Fprintf(os.Stderr, "compose: %s: %s\n", os.Args[1], fault)
	}
	if len(faults) > 0 {
		os.Exit(1)
	}
}

func check(file string) ([]string, error) {
	options, err := cli.NewProjectOptions([]string{file},
		cli.WithDiscardEnvFile,
		cli.WithDefaultProfiles("*"),
		cli.WithInterpolation(true),
		cli.WithNormalization(true),
		cli.WithConsistency(true),
		cli.WithResolvedPaths(true))
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	var faults []string
	for name, service := range project.Services {
		for wanted, dependency := range service.DependsOn {
			if dependency.Condition == types.ServiceConditionHealthy && project.Services[wanted].HealthCheck == nil {
				faults = append(faults, fmt.Sprintf("%s waits for %s to be healthy, which has no healthcheck", name, wanted))
			}
		}
	}
	for name, config := range project.Configs {
		if config.File == "" {
			continue
		}
		if _, err := os.Stat(config.File); err != nil {
			faults = append(faults, fmt.Sprintf("config %s: %v", name, err))
		}
	}
	sort.Strings(faults)
	names := project.ServiceNames()
	sort.Strings(names)
	fmt.Printf("compose: %d services, %d volumes, %d secrets, %d configs: %v\n",
		len(names), len(project.Volumes), len(project.Secrets), len(project.Configs), names)
	return faults, nil
}
